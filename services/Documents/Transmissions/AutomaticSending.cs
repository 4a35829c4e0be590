using Documents.Access;
using Documents.Records;
using Platform;

namespace Documents.Transmissions;

/// <summary>The rule "on validation, these channels": what the house has set to automatic leaves without a click.</summary>
public sealed class AutomaticSending(DocumentsDbContext db, Dispatch dispatch, CareAccess access, Caller caller, TimeProvider clock)
{
    public async Task SendAsync(HealthDocument document, CancellationToken ct)
    {
        var destinations = (await ChannelRule.ForAsync(db, document, ct))
            .Where(r => r.Mode == TransmissionMode.Automatic && SendingMatrix.Fault(document.Visibility, r.Channel) is null)
            .SelectMany(r => r.Channel == Channel.Mssante ? r.Recipients.Select(a => new Destination(r.Channel, a)) : [new Destination(r.Channel, "")]).ToList();
        if (destinations.Count == 0) return;
        await dispatch.AskAsync(document, destinations, new(access.Situation, caller.AuthTime ?? clock.GetUtcNow()), automatic: true, emergency: document.EmergencyReason.Length > 0, ct);
    }
}
