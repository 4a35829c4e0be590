using Billing.Parameters;
using Billing.Stays;

namespace Billing.Ledger;

/// <summary>A person is lodged, attends or travels once: when several stays cover a day (a transfer, a merge of identities), one of them bills it.</summary>
internal static class StayOrder
{
    /// <summary>Tells whether a day belongs to this stay: to the kept identity first, then to who came first.</summary>
    public static Func<DateOnly, bool> Of(Stay stay, IEnumerable<Stay> all, Guid person, IReadOnlyList<BillingParameters> parameters)
    {
        var order = all.DistinctBy(s => s.Id).OrderBy(s => s.UsagerId == person ? 0 : 1).ThenBy(s => s.AdmittedOn).ThenBy(s => s.Id).ToList();
        return day => (order.Find(s => Covers(s, day, parameters))?.Id ?? stay.Id) == stay.Id;
    }

    public static bool Covers(Stay stay, DateOnly day, IReadOnlyList<BillingParameters> parameters)
    {
        if (day < stay.AdmittedOn) return false;
        if (stay.ExitOn is not { } exit || day < exit) return true;
        return day == exit && (stay.ExitKind == ExitKind.Death || (parameters.LastOrDefault(p => p.EstablishmentId == stay.EstablishmentId)?.ExitDayBilled ?? false));
    }
}
