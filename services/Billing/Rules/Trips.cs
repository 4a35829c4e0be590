using Billing.Attendance;
using Billing.Prices;

namespace Billing.Rules;

/// <summary>Trips: billed when they ran with the person, kept with their cost when they ran without, nothing when cancelled.</summary>
internal static class Trips
{
    public static void Bill(Sheet sheet, IReadOnlyList<KnownTransport> transports)
    {
        var open = sheet.Days.Select(d => d.Day).ToHashSet();
        foreach (var trip in transports.Where(t => t.State == "DONE" && open.Contains(t.ServiceDate)).OrderBy(t => t.ServiceDate).ThenBy(t => t.Id))
        {
            var cost = sheet.Terms.Prices.Find(PriceCodes.TransportCost, trip.ServiceDate)?.UnitPrice * trip.Kilometres;
            var inputs = Inputs.Trip(trip.State, trip.UsagerPresent, trip.Kilometres, cost is { } c ? Money.Round(c) : null);
            var source = new Source(trip.Id, trip.FactVersion);
            if (!trip.Billable || !trip.UsagerPresent)
                sheet.AddActivity(trip.ServiceDate, Nature.Transport, sheet.Resident, trip.UsagerPresent ? "ACTIVITE" : "TRANSPORT-A-VIDE", inputs, source, 1, trip.SerafinCode);
            else if (sheet.PriceOf(PriceCodes.Transport, trip.ServiceDate) is { } price)
                sheet.Add(trip.ServiceDate, Nature.Transport, price.UnitPrice, price, sheet.Resident, "TRANSPORT", inputs, source, 1, trip.SerafinCode);
        }
    }
}
