using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>What one call asks of the transport.</summary>
[SuppressMessage("Design", "CA1068", Justification = "Generated clients pass the token third.")]
public readonly struct CallOptions(
    Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null)
{
    public Metadata? Headers => headers;

    /// <summary>UTC.</summary>
    public DateTime? Deadline => deadline;
    public CancellationToken CancellationToken => cancellationToken;
    public WriteOptions? WriteOptions => writeOptions;

    public CallOptions WithHeaders(Metadata headers) => new(headers, Deadline, CancellationToken, WriteOptions);
    public CallOptions WithDeadline(DateTime deadline) => new(Headers, deadline, CancellationToken, WriteOptions);
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => new(Headers, Deadline, cancellationToken, WriteOptions);
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => new(Headers, Deadline, CancellationToken, writeOptions);
}
