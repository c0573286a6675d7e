namespace Orleans;

public interface IGrain : Runtime.IAddressable;

public interface IGrainWithStringKey : IGrain;

public interface IGrainBase;

public abstract class Grain : IGrainBase, Runtime.IAddressable
{
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected void DeactivateOnIdle() => throw new NotSupportedException();
}

public readonly struct DeactivationReason;

public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this Runtime.IAddressable grain) => throw new NotSupportedException();
}
