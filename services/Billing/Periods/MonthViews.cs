using Billing.Ledger;
using Billing.Rules;

namespace Billing.Periods;

public sealed record AmountView(string Code, decimal Amount, int Lines);

public sealed record AnomalyView(string Code, Guid UsagerId, Guid StayId, DateOnly Day, string Message, bool Blocking);

/// <param name="Present">Days of presence; with <paramref name="Absent"/> they make the calendar days of the stay.</param>
public sealed record PersonMonthView(Guid UsagerId, Guid StayId, string Regime, int Present, int Absent, decimal Total, IReadOnlyList<AmountView> Natures, IReadOnlyList<AmountView> Payers);

/// <summary>The month as the rules find it now; nothing of it is kept until it is confirmed.</summary>
/// <param name="Pending">What a confirmation would write: how many lines, for how much.</param>
public sealed record MonthView(Guid EstablishmentId, string Period, string State, decimal Total, IReadOnlyList<AmountView> Natures, IReadOnlyList<AmountView> Payers, AmountView Pending,
    IReadOnlyList<PersonMonthView> Persons, IReadOnlyList<AnomalyView> Anomalies);

public sealed record DayLineView(string Nature, decimal Quantity, string Unit, decimal UnitPrice, decimal Amount, string PayerKind, string PayerId, string ShareRule, string RuleId, string RuleVersion,
    string Explanation, Guid SourceId, int SourceVersion, bool Billable, string Status);

public sealed record DayView(DateOnly Day, string Kind, string? Cause, int? AbsenceDay, IReadOnlyList<DayLineView> Lines);

/// <summary>The month of a person, day by day, with why each amount is due.</summary>
public sealed record UsagerMonthView(Guid UsagerId, string Period, decimal Total, IReadOnlyList<StayMonthView> Stays, IReadOnlyList<AnomalyView> Anomalies);

public sealed record StayMonthView(Guid StayId, Guid EstablishmentId, string Regime, int Present, int Absent, decimal Total, IReadOnlyList<DayView> Days);

internal static class MonthViewing
{
    private const string Draft = "DRAFT";

    public static MonthView Of(Guid establishmentId, Month month, string state, IReadOnlyList<Sheet> sheets, IReadOnlyList<Line> lines, IReadOnlyList<BillingEvent> pending) => new(
        establishmentId, month.ToString(), state, lines.Sum(l => l.Amount), Natures(lines), Payers(lines), new("PENDING", pending.Sum(e => e.Amount), pending.Count),
        [.. sheets.Select(s => Person(s, lines))], [.. sheets.SelectMany(s => s.Anomalies).Select(View)]);

    public static UsagerMonthView Of(Guid usagerId, Month month, IReadOnlyList<(Sheet Sheet, IReadOnlyList<Line> Lines)> stays) => new(usagerId, month.ToString(), stays.Sum(s => s.Lines.Sum(l => l.Amount)),
        [.. stays.Select(s => new StayMonthView(s.Sheet.Stay.Id, s.Sheet.Stay.EstablishmentId, s.Sheet.Stay.Regime.ToString(), Days(s.Sheet, DayKind.Present), Days(s.Sheet, DayKind.Absent), s.Lines.Sum(l => l.Amount),
            [.. s.Sheet.Days.Select(d => new DayView(d.Day, d.Kind.ToString(), d.Away?.Cause, d.Away?.Number, [.. s.Lines.Where(l => l.Day == d.Day).Select(View)]))]))],
        [.. stays.SelectMany(s => s.Sheet.Anomalies).Select(View)]);

    private static PersonMonthView Person(Sheet sheet, IReadOnlyList<Line> all)
    {
        var lines = all.Where(l => l.StayId == sheet.Stay.Id).ToList();
        return new(sheet.UsagerId, sheet.Stay.Id, sheet.Stay.Regime.ToString(), Days(sheet, DayKind.Present), Days(sheet, DayKind.Absent), lines.Sum(l => l.Amount), Natures(lines), Payers(lines));
    }

    private static int Days(Sheet sheet, DayKind kind) => sheet.Days.Count(d => d.Kind == kind);

    private static List<AmountView> Natures(IReadOnlyList<Line> lines) =>
        [.. lines.GroupBy(l => l.Nature).OrderBy(g => g.Key).Select(g => new AmountView(g.Key.Code(), g.Sum(l => l.Amount), g.Count()))];

    // Residents together; the others by name.
    private static List<AmountView> Payers(IReadOnlyList<Line> lines) => [.. lines.GroupBy(l => l.Payer.Kind == PayerKind.Resident ? PayerKind.Resident.Code() : l.Payer.Id)
        .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new AmountView(g.Key, g.Sum(l => l.Amount), g.Count()))];

    private static DayLineView View(Line l) => new(l.Nature.Code(), l.Quantity, l.Unit, l.UnitPrice, l.Amount, l.Payer.Kind.Code(), l.Payer.Id, l.ShareRule, l.Rule.Id, Scribe.Version(l),
        Explanation.Of(l.Rule, l.Inputs, l.UnitPrice), l.Source.Id, l.Source.Version, l.Billable, Draft);

    private static AnomalyView View(Anomaly a) => new(a.Code, a.UsagerId, a.StayId, a.Day, a.Message, a.Blocking);
}
