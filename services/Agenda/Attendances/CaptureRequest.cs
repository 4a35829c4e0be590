using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Agenda.Notes;

namespace Agenda.Attendances;

/// <summary>What a tablet kept while it was off line. Each mutation has its own result.</summary>
public sealed record CaptureRequest([property: Required, StringLength(64, MinimumLength = 1)] string DeviceId, [property: Required, MinLength(1), MaxLength(200)] IReadOnlyList<MutationRequest> Mutations);

/// <param name="UsagerId">Null for a note to the group.</param>
/// <param name="Addenda">Lines of a note to the group that are for one participant alone.</param>
public sealed record MutationRequest(Guid MutationId, Guid OccurrenceId, DateTimeOffset DeviceAt, Guid? UsagerId = null, string? State = null, DateTimeOffset? ArrivedAt = null, DateTimeOffset? LeftAt = null,
    DateTimeOffset? ToldAt = null, string? Note = null, Guid? NoteReplaces = null, IReadOnlyList<Guid>? Supersedes = null, IReadOnlyList<MentionRequest>? Mentions = null,
    IReadOnlyList<AddendumRequest>? Addenda = null)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    /// <summary>Whom the tablet named, when that identity was absorbed while it was off line.</summary>
    [JsonIgnore]
    internal Guid? NamedUsagerId { get; private init; }

    internal MutationRequest Of(IReadOnlyDictionary<Guid, Guid> merged) => UsagerId is { } named && merged.TryGetValue(named, out var kept) ? this with { UsagerId = kept, NamedUsagerId = named } : this;

    /// <summary>Why it cannot be read, in French; null when it can.</summary>
    internal string? Wrong(DateTimeOffset now)
    {
        if (MutationId == Guid.Empty) return "La saisie n'a pas d'identifiant. Mettez à jour l'application de la tablette.";
        if (DeviceAt > now + ClockTolerance) return "L'horloge de la tablette avance. Remettez-la à l'heure, puis synchronisez de nouveau.";
        if (DeviceAt < now.AddYears(-2)) return "L'horloge de la tablette retarde. Remettez-la à l'heure, puis synchronisez de nouveau.";
        if (Note is { Length: > 2000 }) return "La note dépasse 2 000 caractères. Raccourcissez-la ou scindez-la.";
        if (Supersedes is { Count: > 50 } || Mentions is { Count: > 100 } || Addenda is { Count: > 100 }) return "La saisie cite trop d'éléments. Scindez-la.";
        if (UsagerId is null) return WrongForGroup();
        if (Addenda is { Count: > 0 }) return "Une ligne personnelle accompagne une note au groupe. Pour une seule personne, écrivez une note.";
        if (State is not null && !AttendanceStates.TryRead(State, out _)) return $"L'état « {Short(State)} » n'existe pas. Choisissez {AttendanceStates.Spoken}.";
        if (State == "PARTIAL" && ArrivedAt is null && LeftAt is null) return "Une présence partielle demande l'heure d'arrivée ou de départ. Indiquez-la.";
        if (State is not (null or "PARTIAL" or "PRESENT") && (ArrivedAt ?? LeftAt) is not null) return "Une heure d'arrivée ou de départ ne va qu'avec une présence. Retirez-la, ou corrigez l'état.";
        if (ArrivedAt >= LeftAt) return "L'heure de départ doit suivre l'heure d'arrivée. Corrigez-les.";
        if (State is null && (ArrivedAt ?? LeftAt ?? ToldAt) is null && string.IsNullOrWhiteSpace(Note)) return "La saisie est vide : donnez un état, une heure ou une note.";
        return NoteReplaces is not null && string.IsNullOrWhiteSpace(Note) ? "Une note remplacée demande un nouveau texte. Écrivez-le." : null;
    }

    internal CaptureDraft Draft(string device) => new(MutationId, OccurrenceId, UsagerId!.Value, device, DeviceAt.ToUniversalTime())
    {
        State = State is not null && AttendanceStates.TryRead(State, out var state) ? state : null, ArrivedAt = ArrivedAt?.ToUniversalTime(), LeftAt = LeftAt?.ToUniversalTime(), ToldAt = ToldAt?.ToUniversalTime(),
        Note = string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(), NoteReplaces = NoteReplaces, Supersedes = Supersedes ?? [], NamedUsagerId = NamedUsagerId,
    };

    /// <summary>All whom it names.</summary>
    [JsonIgnore]
    internal IEnumerable<Guid> Named => (Mentions ?? []).Select(m => m.UsagerId).Concat((Addenda ?? []).Select(a => a.UsagerId)).Concat(UsagerId is { } one ? [one] : []);

    /// <param name="device">Which tablet.</param>
    /// <param name="merged">Identities absorbed while it was off line: what it says of them is said of the kept ones.</param>
    internal GroupNoteDraft GroupDraft(string device, IReadOnlyDictionary<Guid, Guid> merged)
    {
        Guid Now(Guid named) => merged.GetValueOrDefault(named, named);
        return new(MutationId, OccurrenceId, device, DeviceAt.ToUniversalTime(), Note!.Trim(), [.. (Mentions ?? []).Select(m => new ParticipantName(Now(m.UsagerId), m.Word.Trim(), true))],
            [.. (Addenda ?? []).Select(a => new Addendum(Now(a.UsagerId), a.Text.Trim()))]) { Sent = Digest() };
    }

    // Of what the tablet sent, so that it is known again when it comes back after a merge.
    private string Digest() => GroupNoteDraft.Digest(OccurrenceId, DeviceAt.ToUniversalTime(), Note!.Trim(), (Mentions ?? []).Select(m => (m.UsagerId, m.Word.Trim())), (Addenda ?? []).Select(a => (a.UsagerId, a.Text.Trim())));

    private string? WrongForGroup()
    {
        if (State is not null || (ArrivedAt ?? LeftAt ?? ToldAt) is not null) return "Une présence se saisit pour une personne : indiquez laquelle.";
        if (string.IsNullOrWhiteSpace(Note)) return "La note au groupe est vide. Écrivez-la.";
        if (Addenda?.Any(a => a.Text.Trim().Length is < 1 or > 2000) == true) return "Une ligne personnelle va de 1 à 2 000 caractères. Corrigez-la.";
        return Mentions?.Any(m => m.Word.Trim().Length is < 2 or > 80) == true ? "Un nom cité va de 2 à 80 caractères. Corrigez-le." : null;
    }

    private static string Short(string text) => text.Length > 30 ? text[..30] : text;
}

/// <param name="Word">How the text calls this participant; stored as their id, never as a name.</param>
public sealed record MentionRequest(Guid UsagerId, string Word);

/// <param name="Text">Stands in this participant's notes only.</param>
public sealed record AddendumRequest(Guid UsagerId, string Text);

/// <param name="Result">recorded, known (sent before) or rejected.</param>
/// <param name="Code">Why it was rejected, for the tablet.</param>
/// <param name="Message">The same, for its user.</param>
internal sealed record MutationResult(Guid MutationId, string Result, Guid? AttendanceId = null, int? Version = null, bool? ToVerify = null, bool? Late = null, string? Code = null, string? Message = null)
{
    public static MutationResult Rejected(MutationRequest mutation, string code, string message) => new(mutation.MutationId, "rejected", Code: code, Message: message);

    [JsonIgnore]
    public bool Accepted => Result != "rejected";
}
