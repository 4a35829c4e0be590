namespace Contracts.Billing;

/// <summary>The billing events of a unit and month were confirmed.</summary>
public sealed record BillingConfirmed(Guid EstablishmentId, string Period, int Events, decimal Amount, DateTimeOffset ConfirmedAt)
{
    public const string Topic = "billing.billing-confirmed.v1";
}

/// <summary>An export was made: its events can no longer change, only be reversed.</summary>
public sealed record BillingExported(Guid ExportId, Guid EstablishmentId, string Period, int Events, decimal Amount, DateTimeOffset ExportedAt)
{
    public const string Topic = "billing.billing-exported.v1";
}

/// <summary>A period is closed, or open again.</summary>
public sealed record PeriodClosed(Guid EstablishmentId, string Period, bool Reopened, DateTimeOffset ClosedAt)
{
    public const string Topic = "billing.period-closed.v1";
}
