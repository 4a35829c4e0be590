using Agenda.Notes;
using Contracts.Identity;

namespace Agenda;

/// <summary>What agenda asks of identity: how participants are called, when a note to their group comes in. Nothing of the answer is kept.</summary>
public sealed class IdentityClient(IdentityLookup.IdentityLookupClient identities)
{
    private const int Lot = 500;

    public async Task<IReadOnlyList<ParticipantName>> NamesAsync(IReadOnlyCollection<Guid> usagers, CancellationToken ct)
    {
        var names = new List<ParticipantName>();
        foreach (var lot in usagers.Chunk(Lot))
        {
            var request = new GetIdentitiesRequest();
            request.UsagerIds.AddRange(lot.Select(usager => usager.ToString()));
            foreach (var found in (await identities.GetIdentitiesAsync(request, cancellationToken: ct)).Identities) names.AddRange(Of(found));
        }

        return names;
    }

    // Names in use; how else a participant is called, the device says.
    private static IEnumerable<ParticipantName> Of(UsagerIdentity person)
    {
        var usager = Guid.Parse(person.UsagerId);
        return new[] { person.BirthName, person.UsedName, person.FirstBirthName, person.UsedFirstName }.Where(word => word.Length > 1).Distinct(StringComparer.OrdinalIgnoreCase).Select(word => new ParticipantName(usager, word, false));
    }
}
