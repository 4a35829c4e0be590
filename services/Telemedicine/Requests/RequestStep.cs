using Contracts.Telemedicine;
using Platform;

namespace Telemedicine.Requests;

/// <summary>One move of a request: when, by whom, to what.</summary>
public sealed class RequestStep : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid RequestId { get; init; }
    public required RequestState State { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Empty when a clock, a platform or another service moved it.</summary>
    public Guid? SituationId { get; init; }

    public string ReasonCode { get; init; } = "";

    /// <summary>The version it made: two moves of one act share their instant.</summary>
    public required int Version { get; init; }
}

/// <summary>One word of the conversation between who asks and who is asked; sealed.</summary>
public sealed class Exchange : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid RequestId { get; init; }

    /// <summary>requis or team.</summary>
    public required string Side { get; init; }

    public Guid? SituationId { get; init; }
    public required byte[] SealedText { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Keeps the step and tells the fact, in the save of the move itself.</summary>
public static class Moves
{
    public static void Tell(this TelemedicineDbContext db, TelemedicineRequest request, RequestMoved moved, Guid? situation)
    {
        db.Steps.Add(new()
        {
            Id = Guid.CreateVersion7(moved.MovedAt), TenantId = request.TenantId, RequestId = request.Id, State = Enum.Parse<RequestState>(moved.State.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), At = moved.MovedAt,
            SituationId = situation, ReasonCode = request.ReasonCode, Version = moved.Version,
        });
        db.Publish(RequestMoved.Topic, moved with { SituationId = situation }, request.Id);
    }
}
