using Identity.Insi;
using Identity.Protection;
using Identity.Qualification;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Campaigns;

public enum WorkState { ToCall, Called, ToConfirm, Discordance, ProofMissing, Qualified, Failed, SetAside }

/// <summary>One identity on a campaign's work list. Where it stands is not kept here: it is read from the identity and its last call, so the list is never wrong about work done elsewhere.</summary>
public sealed class CampaignEntry : ITenantOwned
{
    private CampaignEntry() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid CampaignId { get; private init; }
    public Guid UsagerId { get; private init; }
    public int Position { get; private init; }
    /// <summary>Its campaign goes on: an identity is on one open list at most.</summary>
    public bool Open { get; private set; } = true;
    public string? SetAsideReason { get; private set; }

    public static CampaignEntry Of(QualificationCampaign campaign, Guid usagerId, int position, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), TenantId = campaign.TenantId, CampaignId = campaign.Id, UsagerId = usagerId, Position = position };

    public void SetAside(string reason) => SetAsideReason = reason;

    public void Leave() => Open = false;

    /// <param name="last">The last call made on the traits as they are, by the campaign or by hand.</param>
    internal WorkState StateOf(Usager usager, InsiCall? last, InsVault vault)
    {
        if (usager.Status == IdentityStatus.Qual) return WorkState.Qualified;
        if (SetAsideReason is not null || !usager.Active || usager.Reliability.Doubted || usager.Sex == Sex.U) return WorkState.SetAside;
        if (usager.Reliability.HasIns) return WorkState.ProofMissing;
        return last switch
        {
            null or { Decision: CandidateDecision.Accepted } => WorkState.ToCall,
            { State: InsiCallState.Asking or InsiCallState.Waiting } => WorkState.Called,
            { State: InsiCallState.Failed } => WorkState.Failed,
            { Decision: CandidateDecision.Pending } => Differs(usager, last, vault) ? WorkState.Discordance : WorkState.ToConfirm,
            _ => WorkState.Discordance,
        };
    }

    private static bool Differs(Usager usager, InsiCall call, InsVault vault) =>
        Candidate.Open(vault, call) is { } found && TraitComparison.Worst(TraitComparison.Compare(usager.Traits, found.Traits)) == Discordance.Major;
}

internal sealed class CampaignEntryConfiguration : IEntityTypeConfiguration<CampaignEntry>
{
    public void Configure(EntityTypeBuilder<CampaignEntry> builder)
    {
        builder.ToTable("CampaignEntries");
        builder.Property(e => e.SetAsideReason).HasMaxLength(100);
        builder.HasIndex(e => new { e.CampaignId, e.UsagerId }).IsUnique();
        builder.HasIndex(e => new { e.TenantId, e.UsagerId }).IsUnique().HasFilter("\"Open\"").HasDatabaseName("IX_CampaignEntries_OneOpenList");
    }
}
