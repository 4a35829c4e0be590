using HealthDirectory.Professionals;
using Platform;

namespace HealthDirectory.Employment;

/// <summary>Who manages the staff: the scope <c>directory:admin</c>, a director or human resources, each within their reach.</summary>
internal sealed class StaffRights(Caller caller, OwnSituation own)
{
    public async Task<StaffReach> ReachAsync(CancellationToken ct)
    {
        if (caller.Kind is not ("pro" or "system")) throw new ForbiddenException("professionals-only", "L'annuaire des professionnels est réservé aux professionnels. Adressez-vous à l'établissement.");
        if (caller.HasScope("directory:admin")) return StaffReach.Everywhere;
        return await own.FindAsync(ct) is { Function: Function.Directeur or Function.RessourcesHumaines } situation
            ? situation.EstablishmentId is { } place ? new(false, place) : StaffReach.Everywhere
            : StaffReach.Nowhere;
    }

    /// <summary>Refuses who does not manage the staff of all these places (null: the whole organisation).</summary>
    public async Task<StaffReach> RequireAsync(IEnumerable<Guid?> places, CancellationToken ct)
    {
        var reach = await ReachAsync(ct);
        if (reach.None) throw new ForbiddenException("staff-managers-only", "Seules la direction et les ressources humaines gèrent le personnel. Demandez-leur cet acte.");
        if (!places.All(reach.Covers)) throw new ForbiddenException("staff-elsewhere", "Cette personne travaille aussi dans un autre établissement que le vôtre. Demandez cet acte aux ressources humaines du groupe.");
        return reach;
    }
}

/// <summary>Whose staff somebody manages: everybody's, one establishment's, or nobody's.</summary>
internal sealed record StaffReach(bool Everything, Guid? Establishment)
{
    public static readonly StaffReach Everywhere = new(true, null);
    public static readonly StaffReach Nowhere = new(false, null);

    public bool None => !Everything && Establishment is null;

    public bool Covers(Guid? place) => Everything || (place is not null && place == Establishment);
}
