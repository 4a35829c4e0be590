namespace Grpc.Core;

/// <summary>What every call object answers about its call, without an allocation for each question.</summary>
internal readonly struct CallState(
    Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state)
{
    public CallState(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose) : this(
        _ => headers, _ => status(), _ => trailers(), _ => dispose(), headers) { }

    public Task<Metadata> Headers => headers(state);
    public Status Status => status(state);
    public Metadata Trailers => trailers(state);
    public void Dispose() => dispose(state);
}
