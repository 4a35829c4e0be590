using System.Globalization;
using Billing.Attendance;
using Billing.Parameters;
using Billing.Prices;
using Billing.Rules;
using Billing.Stays;
using Contracts.Agenda;
using Testing;

namespace Billing.Tests.Rules;

/// <summary>An establishment, its prices and one person, for rules that need no database.</summary>
internal sealed class House
{
    private static readonly RuleBook Book = RuleBook.Read();
    private static readonly NationalFigures Figures = NationalFigures.Read(null);
    private static readonly Guid Author = Demo.Langlois;
    private readonly List<PriceTable> _prices = [];
    private readonly List<KnownAbsence> _absences = [];
    private readonly List<KnownAttendance> _attendances = [];
    private readonly List<KnownTransport> _transports = [];
    private readonly Dictionary<Guid, DateTimeOffset> _starts = [];

    public Guid Usager { get; } = Guid.CreateVersion7();
    public ParameterTerms Parameters { get; set; } = new();
    private PriceBook PriceBook => new(_prices);

    /// <summary>The EHPAD of the worked examples: 65.00, GIR 5-6 5.60, RDAS 6.50.</summary>
    public static House Ehpad(AbsenceCounting counting = AbsenceCounting.Day4) =>
        new House { Parameters = new(counting) }.Priced(PriceCodes.Heb, 65.00m).Priced(PriceCodes.DepGir56, 5.60m).Priced(PriceCodes.Rdas, 6.50m);

    public House Priced(string code, decimal price, string from = "2020-01-01", string? until = null)
    {
        _prices.Add(PriceTable.Set(Demo.Brume, Demo.SaulesBlancs, code, _prices.Count(p => p.Code == code) + 1, new(price, Day(from), Day(from), until is null ? null : Day(until)), Author, DateTimeOffset.UnixEpoch));
        return this;
    }

    public House Away(string cause, string left, string? returned, bool notice = true, Guid? id = null, int version = 1)
    {
        var fact = new AbsenceRecorded(id ?? Guid.CreateVersion7(), version, Usager, Demo.SaulesBlancs, cause, notice, At(left), returned is null ? null : At(returned), false, DateTimeOffset.UnixEpoch);
        var known = KnownAbsence.Of(Demo.Brume, fact);
        known.Learn(fact);
        _absences.Add(known);
        return this;
    }

    public House Attended(string day, string state = "PRESENT", string period = "FULL", decimal quantity = 1, int minutes = 360, string? told = null, string? starts = null)
    {
        var fact = new AttendanceRecorded(Guid.CreateVersion7(), 1, Guid.CreateVersion7(), Guid.CreateVersion7(), Usager, Demo.SaulesBlancs, Day(day), period, state, quantity, minutes, "2.3.4.2", Author, DateTimeOffset.UnixEpoch,
            told is null ? null : At(told));
        var known = KnownAttendance.Of(Demo.Brume, fact);
        known.Learn(fact);
        _attendances.Add(known);
        if (starts is not null) _starts[fact.OccurrenceId] = At(starts);
        return this;
    }

    public House Carried(string day, bool present, bool billable, decimal kilometres = 12, string state = "DONE")
    {
        var fact = new TransportRecorded(Guid.CreateVersion7(), 1, null, Usager, Demo.SaulesBlancs, Day(day), "3.2.4.1", state, present, billable, kilometres, DateTimeOffset.UnixEpoch);
        var known = KnownTransport.Of(Demo.Brume, fact);
        known.Learn(fact);
        _transports.Add(known);
        return this;
    }

    public Stay Stay(Regime regime = Regime.EhpadClassic, StayTerms? terms = null, string admitted = "2023-01-01") =>
        Stays.Stay.Admit(Demo.Brume, Usager, Demo.SaulesBlancs, null, regime, Day(admitted), terms ?? new(BirthDate: Born(regime)), DateTimeOffset.UnixEpoch);

    // Neither under sixty in an EHPAD nor over twenty in an IME.
    private static DateOnly Born(Regime regime) => regime.ToString().StartsWith("Ime", StringComparison.Ordinal) ? Day("2014-05-01") : Day("1938-05-01");

    public Sheet Month(string month, Stay? stay = null) => StayMonth.Compute(stay ?? Stay(), Usager, Terms(month), new(_absences, _attendances, _transports) { StartOf = _starts });

    public Sheet Month(string month, Regime regime, StayTerms? terms = null) => Month(month, Stay(regime, terms));

    public IReadOnlyList<PayLine> Pay(StayTerms? terms = null) => EsatPay.Of(Stay(Regime.Esat, terms), PriceBook, BillingParameters.From(Demo.Brume, Demo.SaulesBlancs, Day("2026-01-01"), Parameters, DateTimeOffset.UnixEpoch), _attendances);

    public MonthTerms Terms(string month)
    {
        var parsed = Billing.Rules.Month.Read(month);
        return new(parsed, new(_prices), Figures, Book, BillingParameters.From(Demo.Brume, Demo.SaulesBlancs, parsed.First, Parameters, DateTimeOffset.UnixEpoch));
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A wall-clock time in Paris.</summary>
    public static DateTimeOffset At(string local)
    {
        var wall = NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd HH:mm").Parse(local).Value;
        return NodaTime.DateTimeZoneProviders.Tzdb["Europe/Paris"].AtLeniently(wall).ToDateTimeOffset().ToUniversalTime();
    }
}

internal static class SheetFigures
{
    public static decimal Sum(this Sheet sheet, Nature nature) => sheet.Lines.Where(l => l.Nature == nature).Sum(l => l.Amount);
    public static decimal Sum(this Sheet sheet, PayerKind payer) => sheet.Lines.Where(l => l.Payer.Kind == payer).Sum(l => l.Amount);
    public static decimal Sum(this Sheet sheet) => sheet.Lines.Sum(l => l.Amount);
    public static int Count(this Sheet sheet, Nature nature) => sheet.Lines.Count(l => l.Nature == nature);
    public static int Absent(this Sheet sheet) => sheet.Days.Count(d => d.Kind == DayKind.Absent);
    public static decimal On(this Sheet sheet, string day, Nature nature = Nature.Heb) => sheet.Lines.Where(l => l.Day == House.Day(day) && l.Nature == nature).Sum(l => l.Amount);
    public static string RuleOn(this Sheet sheet, string day) => sheet.Lines.Single(l => l.Day == House.Day(day) && l.Nature == Nature.Heb).Rule.Id;
}
