using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Informing;

/// <summary>In what situation of consent the person is (sheet §11).</summary>
public enum PersonSituation { Capable, Series, UnableWithoutMeasure, Guardianship, Minor, Emergency }

public enum Agreement { Oral, Signed, TeamDecision, Representative, Parent, Afterwards, Refused }

/// <summary>What was done so that the agreement holds in this situation.</summary>
/// <param name="TreatingDoctorAgreed">The décision of the team was taken with the médecin traitant.</param>
/// <param name="TrustedPersonAsked">The personne de confiance was consulted, or there is none.</param>
/// <param name="RepresentativeInformed">The legal representative was informed.</param>
/// <param name="OpinionSought">The person's own opinion was sought.</param>
/// <param name="ParentsInformed">The holders of parental authority were informed.</param>
public sealed record Trace(bool TreatingDoctorAgreed = false, bool TrustedPersonAsked = false, bool RepresentativeInformed = false, bool OpinionSought = false, bool ParentsInformed = false);

/// <summary>The proof that a person was informed of telemedicine and agreed: version of the notice, support, by whom, when.</summary>
public sealed class InformationRecord : ITenantOwned
{
    private InformationRecord() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid EstablishmentId { get; private init; }

    /// <summary>The request it was made for; empty for a series.</summary>
    public Guid? RequestId { get; private init; }

    public PersonSituation Situation { get; private init; }
    public Agreement Agreement { get; private init; }
    public string NoticeVersion { get; private init; } = "";

    /// <summary>oral, leaflet, easy-to-read, pictograms, signed.</summary>
    public string Support { get; private init; } = "";

    public Trace Trace { get; private init; } = new();
    public Guid BySituation { get; private init; }
    public DateTimeOffset GivenAt { get; private init; }

    public static InformationRecord Give(Guid tenantId, Guid usagerId, Guid establishmentId, Guid? requestId, PersonSituation situation, Agreement agreement, string notice, string support, Trace trace, Guid by, DateTimeOffset now)
    {
        if (agreement != Agreement.Refused && Fault(situation, agreement, trace) is { } fault) throw new BadInputException("information-trace", fault);
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, EstablishmentId = establishmentId, RequestId = situation == PersonSituation.Series ? null : requestId, Situation = situation,
            Agreement = agreement, NoticeVersion = notice, Support = support, Trace = trace, BySituation = by, GivenAt = now,
        };
    }

    // The least trace of each situation.
    private static string? Fault(PersonSituation situation, Agreement agreement, Trace t) => (situation, agreement) switch
    {
        (PersonSituation.Capable or PersonSituation.Series, not (Agreement.Oral or Agreement.Signed)) => "La personne donne elle-même son accord : indiquez s'il est oral ou signé.",
        (PersonSituation.UnableWithoutMeasure, not Agreement.TeamDecision) => "Sans mesure de protection, la décision est celle de l'équipe : enregistrez-la comme telle.",
        (PersonSituation.UnableWithoutMeasure, _) when !t.TreatingDoctorAgreed || !t.TrustedPersonAsked => "La décision d'équipe se prend avec le médecin traitant, la personne de confiance consultée : notez les deux.",
        (PersonSituation.Guardianship, not Agreement.Representative) => "Sous tutelle à la personne, l'accord passe par le représentant : recueillez-le auprès de lui.",
        (PersonSituation.Guardianship, _) when !t.RepresentativeInformed || !t.OpinionSought => "Notez que le représentant est informé et que l'avis de la personne a été recherché.",
        (PersonSituation.Minor, not Agreement.Parent) => "Pour un mineur, un titulaire de l'autorité parentale donne l'accord : recueillez-le auprès de lui.",
        (PersonSituation.Minor, _) when !t.ParentsInformed => "Notez que les titulaires de l'autorité parentale sont informés.",
        (PersonSituation.Emergency, not Agreement.Afterwards) => "En urgence, l'information se fait après l'acte : indiquez-le.",
        _ => null,
    };
}

internal sealed class InformationRecordConfiguration : IEntityTypeConfiguration<InformationRecord>
{
    public void Configure(EntityTypeBuilder<InformationRecord> builder)
    {
        builder.ToTable("Informations");
        builder.Property(i => i.Situation).HasConversion<string>().HasMaxLength(30);
        builder.Property(i => i.Agreement).HasConversion<string>().HasMaxLength(20);
        builder.Property(i => i.NoticeVersion).HasMaxLength(40);
        builder.Property(i => i.Support).HasMaxLength(20);
        builder.Property(i => i.Trace).IsJson();
        builder.HasIndex(i => new { i.TenantId, i.UsagerId });
    }
}
