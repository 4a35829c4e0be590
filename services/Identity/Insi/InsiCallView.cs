using Identity.Matricules;
using Identity.Traits;

namespace Identity.Insi;

/// <summary>A call and what may be decided on it. The number found is not shown: it may not leave before the identity is qualifiée.</summary>
public sealed record InsiCallView(
    Guid Id, InsiCallState State, string? Code, string? Advice, CandidateView? Candidate, IReadOnlyList<TraitDifference> Differences, Discordance Discordance, NextSearch? Next,
    CandidateDecision Decision, DateTimeOffset AskedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? NextAttemptAt, string AskedBy, string UserId, InsiMode Mode, string? Certificate)
{
    internal static InsiCallView Of(InsiCall c, InsiIdentity? found, IReadOnlyList<TraitDifference> differences, InsiSearch? next) => new(
        c.Id, c.State, c.Code, c.Advice, found is null ? null : CandidateView.Of(found), differences, TraitComparison.Worst(differences),
        next is null ? null : new(next.GivenNames, next.BirthPlace is not null), c.Decision, c.AskedAt, c.AnsweredAt, c.State == InsiCallState.Waiting ? c.NextAttemptAt : null, c.AskedBy, c.UserId, c.Mode, c.Certificate);
}

public sealed record CandidateView(string BirthName, string FirstGivenName, string GivenNames, string BirthDate, string Sex, string BirthPlace, string IdentifierType, int FormerNumbers, bool FirstGivenNameToConfirm)
{
    internal static CandidateView Of(InsiIdentity found)
    {
        var t = found.Traits;
        return new(t.BirthName.Value, t.GivenNames.First.Value, t.GivenNames.List, t.BirthDate.Text, t.Sex.ToString(), t.BirthPlace.Code,
            found.Active.Oid == InsAuthority.Nia ? "INS-NIA" : "INS-NIR", found.Former.Count, found.FirstGivenNameDerived);
    }
}

/// <summary>The search proposed next: one click sends it.</summary>
public sealed record NextSearch(IReadOnlyList<string> GivenNames, bool WithBirthPlace);
