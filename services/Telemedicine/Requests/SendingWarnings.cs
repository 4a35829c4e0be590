namespace Telemedicine.Requests;

/// <summary>What the professional should know before a request leaves: nothing of it forbids (sheet §4). None once it has left.</summary>
public sealed class SendingWarnings(Counters counters, IdentityClient identities, TimeProvider clock)
{
    public async Task<IReadOnlyList<string>> BeforeAsync(TelemedicineRequest request, CancellationToken ct)
    {
        if (request.State != RequestState.Draft) return [];
        var warnings = await counters.WarningsAsync(request, ct);
        if (request.Parcours.Alternation(request.Act, request.UseCaseCode, ParisTime.Day(clock.GetUtcNow())) is { } alternation) warnings.Add(alternation);
        if (await identities.FindAsync(request.UsagerId, ct) is not { Status: "QUAL" }) warnings.Add("L'INS de la personne n'est pas qualifiée : le compte rendu ne pourra pas être déposé au DMP.");
        return warnings;
    }
}
