using Billing.Prices;

namespace Billing.Rules;

/// <summary>Who pays. A resident is named by his usager id, the others by their code.</summary>
internal sealed record Payer(PayerKind Kind, string Id)
{
    public static readonly Payer AssuranceMaladie = new(PayerKind.AssuranceMaladie, "AM");

    public static Payer Resident(Guid usagerId) => new(PayerKind.Resident, usagerId.ToString());
    public static Payer Departement(string number) => new(PayerKind.Departement, $"CD-{number}");
}

/// <summary>Where a line comes from: an attendance, an absence, a trip, or the stay itself.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Source(Guid Id, int Version);

/// <summary>One thing that one payer owes for one day, as the rules find it; not yet in the ledger.</summary>
internal sealed record Line
{
    public required Guid UsagerId { get; init; }
    public required Guid StayId { get; init; }
    public required DateOnly Day { get; init; }
    public required Nature Nature { get; init; }
    public decimal Quantity { get; init; } = 1;
    public string Unit { get; init; } = "jour";
    public required decimal UnitPrice { get; init; }
    public Price? Price { get; init; }
    public required decimal Amount { get; init; }
    public required Payer Payer { get; init; }

    /// <summary>In words: 60 %, reste, totalité…</summary>
    public string ShareRule { get; init; } = "totalité";

    public required Rule Rule { get; init; }

    /// <summary>JSON of what the rule saw.</summary>
    public required string Inputs { get; init; }

    public required Source Source { get; init; }
    public string? DecisionReference { get; init; }
    public string? SerafinCode { get; init; }

    /// <summary>False: activity that nobody is invoiced for.</summary>
    public bool Billable { get; init; } = true;
}

/// <summary>Why something cannot be billed, or should be looked at.</summary>
/// <param name="Blocking">Nothing of the month may be confirmed before it is settled.</param>
internal sealed record Anomaly(string Code, Guid UsagerId, Guid StayId, DateOnly Day, string Message, bool Blocking);
