using System.Globalization;
using Billing.Parameters;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>The month of one stay as it is being worked out: its days, its lines, and what stands in the way.</summary>
internal sealed class Sheet(Stay stay, Guid usagerId, MonthTerms terms)
{
    private readonly Payer _resident = Payer.Resident(usagerId);

    public Stay Stay => stay;
    public Guid UsagerId => usagerId;
    public MonthTerms Terms => terms;
    public Payer Resident => _resident;
    public List<StayDay> Days { get; } = new(31);
    public List<Line> Lines { get; } = new(64);
    public List<Anomaly> Anomalies { get; } = [];
    public Funding Funding => stay.Terms.Funding ?? terms.Parameters.Funding;
    public Source StaySource { get; } = new(stay.Id, stay.Version);

    /// <summary>The price of the day; a gap is an anomaly, never zero.</summary>
    public Price? PriceOf(string code, DateOnly day)
    {
        if (terms.Prices.Find(code, day) is { } price) return price;
        Note("price-missing", day, $"Aucun tarif {code} ne couvre le {French(day)} : créez-le, puis relancez le calcul.", blocking: true);
        return null;
    }

    /// <summary>The national figure of the day; a gap is an anomaly.</summary>
    public decimal? FigureOf(string code, DateOnly day)
    {
        if (terms.Figures.Find(code, day) is { } figure) return figure;
        Note("figure-missing", day, $"Le montant national {code} n'est pas connu au {French(day)}. Demandez sa mise à jour à l'administrateur.", blocking: true);
        return null;
    }

    public void Note(string code, DateOnly day, string message, bool blocking) => Anomalies.Add(new(code, usagerId, stay.Id, day, message, blocking));

    /// <summary>An age decides who pays or how much: without a birth date the rule cannot be applied, and it shows.</summary>
    public void RequireBirthDate(string why)
    {
        if (stay.Terms.BirthDate is null && Days.Count > 0) Note("birth-date-missing", Days[0].Day, $"La date de naissance manque au séjour : {why}. Complétez le séjour.", blocking: false);
    }

    /// <summary>One line for one payer.</summary>
    public void Add(DateOnly day, Nature nature, decimal unitPrice, Price? price, Payer payer, string rule, string inputs, Source source, decimal quantity = 1, string? serafin = null) =>
        Lines.Add(Line(day, nature, unitPrice, price, payer, rule, inputs, source, quantity, serafin));

    /// <summary>What took place and is nobody's invoice.</summary>
    public void AddActivity(DateOnly day, Nature nature, Payer payer, string rule, string inputs, Source source, decimal quantity = 1, string? serafin = null) =>
        Lines.Add(Line(day, nature, 0, null, payer, rule, inputs, source, quantity, serafin, billable: false));

    public Line Line(DateOnly day, Nature nature, decimal unitPrice, Price? price, Payer payer, string rule, string inputs, Source source, decimal quantity = 1, string? serafin = null, bool billable = true) => new()
    {
        UsagerId = usagerId, StayId = stay.Id, Day = day, Nature = nature, Quantity = quantity, UnitPrice = unitPrice, Price = price, Amount = Money.Round(unitPrice * quantity),
        Payer = payer, Rule = terms.Rules[rule], Inputs = inputs, Source = source, SerafinCode = serafin, Billable = billable,
    };

    public static string French(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
}
