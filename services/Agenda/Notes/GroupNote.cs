using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Notes;

/// <summary>One text for a whole group. Each participant who was there finds it in their own notes, with the others masked.</summary>
public sealed partial class GroupNote : ITenantOwned
{
    private GroupNote() { }

    public Guid TenantId { get; private init; }
    public Guid MutationId { get; private init; }
    public Guid OccurrenceId { get; private init; }

    /// <summary>Names are stored as the person's id between brackets, never in clear.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Participants whose file the author may not write to.</summary>
    public List<Guid> NotFor { get; private init; } = [];

    public string DeviceId { get; private init; } = "";
    public DateTimeOffset DeviceAt { get; private init; }
    public DateTimeOffset ServerAt { get; private init; }
    public Guid By { get; private init; }

    public static GroupNote Of(Guid tenantId, GroupNoteDraft draft, IEnumerable<Guid> notFor, Guid by, DateTimeOffset now) => new()
    {
        TenantId = tenantId, MutationId = draft.MutationId, OccurrenceId = draft.OccurrenceId, Text = Seal(draft.Text, draft.Mentions), NotFor = [.. notFor], DeviceId = draft.DeviceId, DeviceAt = draft.DeviceAt,
        ServerAt = now, By = by,
    };

    /// <summary>The text as it stands in one person's notes.</summary>
    public string For(Guid usagerId) => Mention().Replace(Text, found => Guid.Parse(found.Groups["usager"].Value) == usagerId ? "la personne" : "un autre participant");

    public bool Same(GroupNoteDraft draft) => OccurrenceId == draft.OccurrenceId && DeviceAt == draft.DeviceAt && Text == Seal(draft.Text, draft.Mentions);

    // The longest name first, so that « Léa Martin » is not left as « […] Martin ». Whole words, whatever the case.
    private static string Seal(string text, IReadOnlyList<(Guid UsagerId, string Word)> mentions)
    {
        foreach (var (usager, word) in mentions.OrderByDescending(m => m.Word.Length)) text = Replace(text, word, $"[@{usager}]");
        return text;
    }

    private static string Replace(string text, string word, string by)
    {
        var sealedText = new StringBuilder(text.Length);
        for (var at = 0; ;)
        {
            var found = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0) return sealedText.Append(text, at, text.Length - at).ToString();
            var end = found + word.Length;
            var whole = (found == 0 || !char.IsLetterOrDigit(text[found - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            sealedText.Append(text, at, found - at).Append(whole ? by : text[found..end]);
            at = end;
        }
    }

    [GeneratedRegex(@"\[@(?<usager>[0-9a-f-]{36})\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();
}

/// <param name="Mentions">How the device names each participant in the text.</param>
public sealed record GroupNoteDraft(Guid MutationId, Guid OccurrenceId, string DeviceId, DateTimeOffset DeviceAt, string Text, IReadOnlyList<(Guid UsagerId, string Word)> Mentions);

internal sealed class GroupNoteConfiguration : IEntityTypeConfiguration<GroupNote>
{
    public void Configure(EntityTypeBuilder<GroupNote> builder)
    {
        builder.ToTable("GroupNotes").HasKey(n => new { n.TenantId, n.MutationId });
        builder.Property(n => n.Text).HasMaxLength(8000);
        builder.Property(n => n.DeviceId).HasMaxLength(64);
        builder.HasIndex(n => new { n.TenantId, n.OccurrenceId });
    }
}
