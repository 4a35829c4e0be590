using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Telemedicine.Equipment;
using Telemedicine.Requests;

namespace Telemedicine.UseCases;

/// <summary>A mandatory or advised gesture of the act.</summary>
/// <param name="Moment">before, during or after.</param>
/// <param name="Tutorial">Where the gesture is shown.</param>
public sealed record ProtocolStep(string Key, string Moment, string Label, bool Mandatory, string Tutorial = "");

/// <summary>How long an answer and a report may take.</summary>
public sealed record Delays(int UrgentHours = 24, int RoutineHours = 168, int ReportHours = 48);

/// <summary>What the act needs around the person.</summary>
/// <param name="Room">A room of telemedicine.</param>
/// <param name="Companion">Somebody beside the person.</param>
/// <param name="Devices">Kinds of equipment of which one is needed; none when empty.</param>
/// <param name="CompanionFunctions">Who may stand beside the person.</param>
public sealed record Needs(bool Room, bool Companion, IReadOnlyList<DeviceKind> Devices, IReadOnlyList<string> CompanionFunctions, int Minutes = 30, decimal LeastMegabits = 2);

/// <summary>What a house does by telemedicine for a need: gériatrie, plaies…</summary>
public sealed class UseCase : ITenantOwned
{
    private UseCase() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Code { get; private init; } = "";
    public string Label { get; private set; } = "";
    public ActType Act { get; private init; }
    public IReadOnlyList<FormVersion> Forms { get; private set; } = [];
    public IReadOnlyList<ProtocolStep> Protocol { get; private set; } = [];
    public Needs Needs { get; private set; } = null!;
    public Delays Delays { get; private set; } = new();

    /// <summary>Platform of this use case; empty: the regional one.</summary>
    public string PlatformCode { get; private set; } = "";

    public bool Active { get; private set; }
    public DateTimeOffset? ActivatedAt { get; private set; }
    public int Version { get; private set; }

    public FormVersion Form => Forms[^1];

    public static UseCase Open(Guid tenantId, Guid establishmentId, CaseTemplate template, DateTimeOffset now)
    {
        var form = new FormVersion(1, template.Fields);
        if (form.Fault() is { } fault) throw new BadInputException("form-definition", fault);
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, EstablishmentId = establishmentId, Code = template.Code, Label = template.Label, Act = template.Act, Forms = [form],
            Protocol = template.Protocol, Needs = template.Needs, Delays = template.Delays, Version = 1,
        };
    }

    /// <summary>A new version of the form; requests under way keep theirs.</summary>
    public void Ask(IReadOnlyList<FormField> fields)
    {
        var next = new FormVersion(Form.Number + 1, fields);
        if (next.Fault() is { } fault) throw new BadInputException("form-definition", fault);
        Forms = [.. Forms, next];
        Version++;
    }

    public void Configure(Delays delays, string platform)
    {
        (Delays, PlatformCode) = (delays, platform);
        Version++;
    }

    public void Activate(StructureProfile? structure, DateTimeOffset now)
    {
        if (structure is null || structure.MedicalLeadId is null || structure.ParamedicalLeadId is null)
            throw new RuleBrokenException("leads-missing", "Nommez un porteur médical et un porteur paramédical de l'établissement avant d'activer un cas d'usage.");
        if (structure.Remaining(Act) is { Count: > 0 } remaining)
            throw new RuleBrokenException("prerequisites-missing", $"Il manque des prérequis avant le premier acte : {string.Join(" ; ", remaining)}. Réglez-les, puis activez le cas d'usage.") { Details = { ["missing"] = remaining } };
        (Active, ActivatedAt) = (true, now);
        Version++;
    }

    public void Suspend()
    {
        Active = false;
        Version++;
    }

    public FormVersion FormOf(int number) => Forms.First(f => f.Number == number);
}

internal sealed class UseCaseConfiguration : IEntityTypeConfiguration<UseCase>
{
    public void Configure(EntityTypeBuilder<UseCase> builder)
    {
        builder.Property(u => u.Code).HasMaxLength(60);
        builder.Property(u => u.Label).HasMaxLength(120);
        builder.Property(u => u.PlatformCode).HasMaxLength(40);
        builder.Property(u => u.Act).HasConversion<string>().HasMaxLength(20);
        builder.Property(u => u.Forms).IsJson();
        builder.Property(u => u.Protocol).IsJson();
        builder.Property(u => u.Needs).IsJson();
        builder.Property(u => u.Delays).IsJson();
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.Ignore(u => u.Form);
        builder.HasIndex(u => new { u.TenantId, u.EstablishmentId, u.Code }).IsUnique();
    }
}
