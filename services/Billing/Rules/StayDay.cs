namespace Billing.Rules;

/// <summary>How a calendar day of a stay counts.</summary>
internal enum DayKind { Present, Absent, NotExpected, Notice, AfterDeath }

internal sealed record StayDay(DateOnly Day, DayKind Kind, AwayDay? Away);
