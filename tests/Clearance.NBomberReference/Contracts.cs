namespace NBomber.Contracts;

public interface IResponse
{
    string StatusCode { get; }

    bool IsError { get; }

    long SizeBytes { get; }

    double LatencyMs { get; }

    string Message { get; }
}

public sealed class Response<T> : IResponse
{
    internal Response() => throw null!;

    public string StatusCode => throw null!;

    public bool IsError => throw null!;

    public long SizeBytes => throw null!;

    public double LatencyMs => throw null!;

    public string Message => throw null!;
}

public interface IScenarioContext;

public abstract class LoadSimulation
{
    internal LoadSimulation() => throw null!;
}

public sealed class ScenarioProps
{
    internal ScenarioProps() => throw null!;
}

public sealed class NBomberContext
{
    internal NBomberContext() => throw null!;
}
