using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Insi;

public enum InsiCallState { Asking, Waiting, Answered, Failed, Abandoned }

public enum CandidateDecision { None, Pending, Accepted, Refused }

/// <summary>One call to INSi: who asked, with which certificate, what was sent in number of names, what came back as a code. The log of calls holds no INS; a candidate is sealed.</summary>
public sealed class InsiCall : ITenantOwned
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromDays(1);

    private InsiCall() { }

    /// <summary>Also the request id sent in the contexts and the MessageID.</summary>
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public int TraitsRevision { get; private init; }
    public string GivenNames { get; private init; } = "";
    public bool WithBirthPlace { get; private init; }

    public string AskedBy { get; private init; } = "";
    public Guid? AskedBySituation { get; private init; }
    /// <summary>The human user as named to the service.</summary>
    public string UserId { get; private init; } = "";
    public InsiMode Mode { get; private init; }
    public string? Certificate { get; private init; }
    public DateTimeOffset AskedAt { get; private init; }

    public InsiCallState State { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? NextAttemptAt { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public string? Code { get; private set; }
    public string? Advice { get; private set; }

    public string? Candidate { get; private set; }
    public CandidateDecision Decision { get; private set; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public static InsiCall Ask(Usager usager, InsiSearch search, AskedWith with, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = usager.TenantId, UsagerId = usager.Id, TraitsRevision = usager.TraitsRevision, GivenNames = string.Join(' ', search.GivenNames),
        WithBirthPlace = search.BirthPlace is not null, AskedBy = with.Subject, AskedBySituation = with.SituationId, UserId = with.UserId, Mode = with.Mode, Certificate = with.Certificate,
        AskedAt = now, State = InsiCallState.Asking, NextAttemptAt = now + TimeSpan.FromMinutes(2),
    };

    public InsiSearch SearchFor(Usager usager) =>
        new(usager.BirthName, GivenNames.Split(' '), usager.Sex, usager.BirthDate, WithBirthPlace ? usager.BirthPlace : null);

    /// <summary>Writes what came. Silence and passing faults wait for another try; a card's assertion cannot be used again, so its calls do not wait.</summary>
    public void Answer(InsiOutcome outcome, string advice, string? sealedCandidate, DateTimeOffset now)
    {
        Attempts++;
        Version++;
        (Code, Advice, AnsweredAt) = (outcome.Code, advice, now);
        var silent = outcome is InsiUnreachable or InsiFault { Passing: true };
        if (silent && Mode == InsiMode.Certificate && now - AskedAt < GivesUpAfter)
        {
            State = InsiCallState.Waiting;
            var delay = FirstDelay * Math.Pow(2, Math.Min(Attempts - 1, 7));
            NextAttemptAt = now + (delay < Longest ? delay : Longest);
            return;
        }
        State = outcome is InsiFound or InsiNobody or InsiSeveral ? InsiCallState.Answered : InsiCallState.Failed;
        NextAttemptAt = null;
        if (sealedCandidate is not null) (Candidate, Decision) = (sealedCandidate, CandidateDecision.Pending);
    }

    /// <summary>Takes the call for one more try; the version decides between two replicas.</summary>
    public void Claim(DateTimeOffset now)
    {
        (State, NextAttemptAt) = (InsiCallState.Asking, now + TimeSpan.FromMinutes(2));
        Version++;
    }

    public void Abandon()
    {
        if (State is InsiCallState.Asking or InsiCallState.Waiting) (State, NextAttemptAt) = (InsiCallState.Abandoned, null);
        Version++;
    }

    public void RequireDecidable(Usager usager)
    {
        if (Decision == CandidateDecision.None) throw new RuleBrokenException("no-candidate", "Cet appel n'a renvoyé aucune identité à comparer. Interrogez de nouveau l'INSi.");
        if (Decision != CandidateDecision.Pending) throw new RuleBrokenException("candidate-decided", "Cette réponse a déjà été acceptée ou refusée. Interrogez de nouveau l'INSi si besoin.");
        if (TraitsRevision != usager.TraitsRevision) throw new RuleBrokenException("traits-changed-since", "Les traits ont changé depuis cet appel. Interrogez de nouveau l'INSi avant d'accepter une identité.");
    }

    /// <summary>What was refused is forgotten.</summary>
    public void Decide(bool accepted, string by, DateTimeOffset now)
    {
        (Decision, DecidedBy, DecidedAt, Candidate) = (accepted ? CandidateDecision.Accepted : CandidateDecision.Refused, by, now, null);
        Version++;
    }
}

/// <summary>In whose name a call leaves.</summary>
public sealed record AskedWith(string Subject, Guid? SituationId, string UserId, InsiMode Mode, string? Certificate);

internal sealed class InsiCallConfiguration : IEntityTypeConfiguration<InsiCall>
{
    public void Configure(EntityTypeBuilder<InsiCall> builder)
    {
        builder.Property(c => c.GivenNames).HasMaxLength(100);
        builder.Property(c => c.AskedBy).HasMaxLength(200);
        builder.Property(c => c.UserId).HasMaxLength(200);
        builder.Property(c => c.Mode).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Certificate).HasMaxLength(300);
        builder.Property(c => c.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Code).HasMaxLength(60);
        builder.Property(c => c.Advice).HasMaxLength(400);
        builder.Property(c => c.Decision).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.DecidedBy).HasMaxLength(200);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.TenantId, c.UsagerId, c.AskedAt });
        builder.HasIndex(c => c.NextAttemptAt).HasFilter("\"NextAttemptAt\" IS NOT NULL");
    }
}
