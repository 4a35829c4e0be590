using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Notes;

/// <summary>One text for a whole group. Each participant who was there finds it in their own notes, with the others masked and with what was added for them alone.</summary>
public sealed class GroupNote : ITenantOwned
{
    private GroupNote() { }

    public Guid TenantId { get; private init; }
    public Guid MutationId { get; private init; }
    public Guid OccurrenceId { get; private init; }

    /// <summary>Names are stored as the person's id between brackets, never in clear.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Personal lines; each stands in one file only.</summary>
    public List<Addendum> Addenda { get; private set; } = [];

    /// <summary>Participants whose file the author may not write to.</summary>
    public List<Guid> NotFor { get; private set; } = [];

    public string DeviceId { get; private init; } = "";
    public DateTimeOffset DeviceAt { get; private init; }
    public DateTimeOffset ServerAt { get; private init; }
    public Guid By { get; private init; }

    /// <summary>Tells a replay from another content under the same number, whatever names have become since.</summary>
    public string Digest { get; private init; } = "";

    /// <param name="tenantId">Whose.</param>
    /// <param name="draft">As the device sent it.</param>
    /// <param name="known">How the participants are called, beside what the device said.</param>
    /// <param name="notFor">Whose file the author may not write to.</param>
    /// <param name="by">The author's situation.</param>
    /// <param name="now">When it came in.</param>
    public static GroupNote Of(Guid tenantId, GroupNoteDraft draft, IReadOnlyList<ParticipantName> known, IEnumerable<Guid> notFor, Guid by, DateTimeOffset now)
    {
        ParticipantName[] names = [.. draft.Mentions, .. known];
        return new()
        {
            TenantId = tenantId, MutationId = draft.MutationId, OccurrenceId = draft.OccurrenceId, Text = NamesInText.Seal(draft.Text, names), Addenda = [.. draft.Addenda.Select(one => one with { Text = NamesInText.Seal(one.Text, names) })],
            NotFor = [.. notFor], DeviceId = draft.DeviceId, DeviceAt = draft.DeviceAt, ServerAt = now, By = by, Digest = draft.Sent,
        };
    }

    /// <summary>The text as it stands in one person's notes, their own lines last.</summary>
    public string For(Guid usagerId) => string.Join('\n', Addenda.Where(one => one.UsagerId == usagerId).Select(one => one.Text).Prepend(Text).Select(text => NamesInText.Read(text, usagerId)));

    /// <summary>Two participants were one person: what is said of the absorbed one is said of the kept one.</summary>
    /// <returns>False when it says nothing of them.</returns>
    public bool Reattach(Guid absorbed, Guid kept)
    {
        if (!Names(absorbed)) return false;
        string Renamed(string text) => text.Replace($"[@{absorbed}]", $"[@{kept}]", StringComparison.Ordinal);
        Text = Renamed(Text);
        Addenda = [.. Addenda.Select(one => new Addendum(one.UsagerId == absorbed ? kept : one.UsagerId, Renamed(one.Text)))];
        NotFor = [.. NotFor.Select(usager => usager == absorbed ? kept : usager).Distinct()];
        return true;
    }

    /// <summary>Says something of this person, or is kept from their file.</summary>
    public bool Names(Guid usagerId)
    {
        bool In(string text) => text.Contains($"[@{usagerId}]", StringComparison.Ordinal);
        return In(Text) || NotFor.Contains(usagerId) || Addenda.Exists(one => one.UsagerId == usagerId || In(one.Text));
    }

    public bool Same(GroupNoteDraft draft) => Digest == draft.Sent;
}

/// <summary>A line of a note to a group that is about one participant.</summary>
public sealed record Addendum(Guid UsagerId, string Text);

/// <param name="Mentions">How the device names each participant in the text.</param>
/// <param name="Addenda">Personal lines.</param>
public sealed record GroupNoteDraft(Guid MutationId, Guid OccurrenceId, string DeviceId, DateTimeOffset DeviceAt, string Text, IReadOnlyList<ParticipantName> Mentions, IReadOnlyList<Addendum> Addenda)
{
    /// <summary>All participants that it names or is about.</summary>
    public IEnumerable<Guid> Named => Mentions.Select(m => m.UsagerId).Concat(Addenda.Select(a => a.UsagerId));

    /// <summary>Tells what the device sent, whatever the persons it names have become since.</summary>
    public required string Sent { get; init; }

    public static string Digest(Guid occurrence, DateTimeOffset at, string text, IEnumerable<(Guid Usager, string Word)> mentions, IEnumerable<(Guid Usager, string Text)> addenda)
    {
        var said = string.Join('|', new object[] { occurrence, at.UtcTicks, text }.Concat(mentions.Select(m => $"{m.Usager} {m.Word}")).Concat(addenda.Select(a => $"{a.Usager} {a.Text}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }
}

internal sealed class GroupNoteConfiguration : IEntityTypeConfiguration<GroupNote>
{
    public void Configure(EntityTypeBuilder<GroupNote> builder)
    {
        builder.ToTable("GroupNotes").HasKey(n => new { n.TenantId, n.MutationId });
        builder.Property(n => n.Text).HasMaxLength(40_000);
        builder.Property(n => n.DeviceId).HasMaxLength(64);
        builder.Property(n => n.Digest).HasMaxLength(64);
        builder.ComplexCollection(n => n.Addenda, addendum => addendum.ToJson());
        builder.HasIndex(n => new { n.TenantId, n.OccurrenceId });
    }
}
