using Identity.Matricules;
using Identity.Traits;

namespace Identity.Insi;

/// <summary>What came of a call, in the words of the trade. Every documented answer, and every way to fail, is one of these.</summary>
public abstract record InsiOutcome
{
    /// <summary>What is written in the call log: a code, never data.</summary>
    public abstract string Code { get; }
}

/// <summary>00: one identity.</summary>
public sealed record InsiFound(InsiIdentity Identity) : InsiOutcome { public override string Code => "00"; }

/// <summary>01: no identity under these traits.</summary>
public sealed record InsiNobody : InsiOutcome { public override string Code => "01"; }

/// <summary>02: several identities under these traits.</summary>
public sealed record InsiSeveral : InsiOutcome { public override string Code => "02"; }

/// <summary>The service answered by a fault of its own: authorisation, format, or a passing outage.</summary>
public sealed record InsiFault(string Family, string Detail, string Severity, bool Passing) : InsiOutcome
{
    public override string Code => Detail.Length > 0 ? Detail : Family;
}

public enum InsiSilence { Timeout, Unreachable, CircuitOpen }

/// <summary>No answer came.</summary>
public sealed record InsiUnreachable(InsiSilence Reason) : InsiOutcome { public override string Code => Reason.ToString().ToLowerInvariant(); }

public enum InsiDefect { NotXml, TooLarge, NotSoap, HalfAnswer, UnknownCode, Malformed, MatriculeForm, MatriculeKey, OidRefused }

/// <summary>An answer came that cannot be used; nothing of it is kept.</summary>
public sealed record InsiUnusable(InsiDefect Defect) : InsiOutcome { public override string Code => "unusable-" + Defect.ToString().ToLowerInvariant(); }

/// <summary>The identity the service returned: its active number, its former numbers (never used as active) and its traits.</summary>
public sealed record InsiIdentity(Ins Active, IReadOnlyList<Ins> Former, StrictTraits Traits, bool FirstGivenNameDerived)
{
    public override string ToString() => "InsiIdentity";
}
