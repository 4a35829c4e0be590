using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Absences;

public enum AbsenceCause { HospitalMco, HospitalSsr, HospitalPsy, Convenience, Family, Death, Exit, Other }

internal static class AbsenceCauses
{
    /// <summary>The word of the contract.</summary>
    public static string Word(this AbsenceCause cause) => cause switch
    {
        AbsenceCause.HospitalMco => "HOSPITAL_MCO",
        AbsenceCause.HospitalSsr => "HOSPITAL_SSR",
        AbsenceCause.HospitalPsy => "HOSPITAL_PSY",
        _ => cause.ToString().ToUpperInvariant(),
    };

    /// <summary>What who has a minimal view reads: billing needs the class and not the ward.</summary>
    public static string Class(this AbsenceCause cause) => cause.IsHospital() ? "HOSPITAL" : cause.Word();

    public static bool IsHospital(this AbsenceCause cause) => cause is AbsenceCause.HospitalMco or AbsenceCause.HospitalSsr or AbsenceCause.HospitalPsy;

    /// <summary>Nobody comes back from it.</summary>
    public static bool IsFinal(this AbsenceCause cause) => cause is AbsenceCause.Death or AbsenceCause.Exit;

    public static AbsenceCause Read(string word) => Enum.GetValues<AbsenceCause>().Where(cause => cause.Word() == word).Cast<AbsenceCause?>().FirstOrDefault()
        ?? throw new BadInputException("absence-cause", "Ce motif d'absence n'existe pas. Choisissez HOSPITAL_MCO, HOSPITAL_SSR, HOSPITAL_PSY, CONVENIENCE, FAMILY, DEATH, EXIT ou OTHER.");
}

/// <summary>A usager is away, or will be. Each change is a version; the earlier ones stay readable.</summary>
public sealed class UsagerAbsence : ITenantOwned
{
    // No end is known: planning keeps a year free, and looks again when the person comes back.
    private static readonly TimeSpan Unknown = TimeSpan.FromDays(366);

    private UsagerAbsence() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public AbsenceCause Cause { get; private set; }
    public bool NoticeGiven { get; private set; }
    public DateTimeOffset LeftAt { get; private set; }

    /// <summary>Null while nobody knows; ahead of now, the return that was announced.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    public bool Cancelled { get; private set; }
    public int Version { get; private set; }

    public DateTimeOffset Until => ReturnedAt ?? LeftAt + Unknown;

    public static UsagerAbsence For(Guid tenantId, Guid usagerId, Guid establishmentId, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, EstablishmentId = establishmentId };

    public AbsenceVersion Tell(AbsenceDraft draft, string reason, Guid by, DateTimeOffset now)
    {
        if (Cancelled) throw Gone();
        if (draft.ReturnedAt <= draft.LeftAt) throw new BadInputException("absence-reversed", "Le retour doit suivre le départ. Corrigez les deux dates.");
        if (draft.Cause.IsFinal() && draft.ReturnedAt is not null) throw new BadInputException("absence-definitive", "Un décès ou une sortie définitive n'a pas de retour. Retirez la date de retour.");
        (Cause, NoticeGiven, LeftAt, ReturnedAt) = (draft.Cause, draft.NoticeGiven, draft.LeftAt, draft.ReturnedAt);
        Version++;
        return AbsenceVersion.Of(this, reason, by, now);
    }

    public AbsenceVersion Cancel(string reason, Guid by, DateTimeOffset now)
    {
        if (Cancelled) throw Gone();
        Cancelled = true;
        Version++;
        return AbsenceVersion.Of(this, reason, by, now);
    }

    public AbsenceRecorded Recorded(DateTimeOffset now) => new(Id, Version, UsagerId, EstablishmentId, Cause.Word(), NoticeGiven, LeftAt, ReturnedAt, Cancelled, now);

    /// <summary>A hospital stay inside a holiday, a death in hospital: two absences may share days. Two of the same nature may not.</summary>
    public static bool MayShareDays(AbsenceCause one, AbsenceCause other) => one.IsHospital() != other.IsHospital() || one.IsFinal() != other.IsFinal();

    private static RuleBrokenException Gone() => new("usager-absence-cancelled", "Cette absence est annulée. Saisissez-en une nouvelle.");
}

public sealed record AbsenceDraft(AbsenceCause Cause, bool NoticeGiven, DateTimeOffset LeftAt, DateTimeOffset? ReturnedAt);

/// <summary>What was known of an absence at one time.</summary>
public sealed class AbsenceVersion : ITenantOwned
{
    private AbsenceVersion() { }

    public Guid TenantId { get; private init; }
    public Guid AbsenceId { get; private init; }
    public int Version { get; private init; }
    public AbsenceCause Cause { get; private init; }
    public bool NoticeGiven { get; private init; }
    public DateTimeOffset LeftAt { get; private init; }
    public DateTimeOffset? ReturnedAt { get; private init; }
    public bool Cancelled { get; private init; }
    public string Reason { get; private init; } = "";
    public Guid By { get; private init; }
    public DateTimeOffset At { get; private init; }

    internal static AbsenceVersion Of(UsagerAbsence a, string reason, Guid by, DateTimeOffset now) => new()
    {
        TenantId = a.TenantId, AbsenceId = a.Id, Version = a.Version, Cause = a.Cause, NoticeGiven = a.NoticeGiven, LeftAt = a.LeftAt, ReturnedAt = a.ReturnedAt, Cancelled = a.Cancelled, Reason = reason, By = by, At = now,
    };
}

internal sealed class UsagerAbsenceConfiguration : IEntityTypeConfiguration<UsagerAbsence>
{
    public void Configure(EntityTypeBuilder<UsagerAbsence> builder)
    {
        builder.ToTable("UsagerAbsences");
        builder.Property(a => a.Cause).HasConversion<string>().HasMaxLength(20);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.Ignore(a => a.Until);
        builder.HasIndex(a => new { a.TenantId, a.UsagerId });
        builder.HasIndex(a => new { a.TenantId, a.EstablishmentId, a.LeftAt });
    }
}

internal sealed class AbsenceVersionConfiguration : IEntityTypeConfiguration<AbsenceVersion>
{
    public void Configure(EntityTypeBuilder<AbsenceVersion> builder)
    {
        builder.HasKey(v => new { v.AbsenceId, v.Version });
        builder.Property(v => v.Cause).HasConversion<string>().HasMaxLength(20);
        builder.Property(v => v.Reason).HasMaxLength(300);
    }
}
