using Orleans.Runtime;

namespace Orleans;

public interface IGrain : IAddressable;

public interface IGrainWithStringKey : IGrain;

public interface IGrainBase;

public abstract class Grain : IGrainBase, IAddressable
{
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected void DeactivateOnIdle() => throw new NotSupportedException();
}

public readonly struct DeactivationReason;

public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this IAddressable grain) => throw new NotSupportedException();
}

public interface IGrainFactory
{
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}

public static class PublicOrleansTaskExtensions
{
    public static void Ignore(this Task task) => throw new NotSupportedException();
}
