using EndToEnd.Lists;

namespace EndToEnd;

/// <summary>
/// Which row of another organisation fits which place of a request. The answer is the word under which <see cref="ForeignThings"/> keeps the row, or a plain value after "=".
/// A place nobody thought of fails here, so that it is thought of.
/// </summary>
internal static class ForeignIds
{
    /// <summary>Nothing of the sort can be made here by who may: a read names another row in its place, a write is met in the suite of its service.</summary>
    public const string Elsewhere = "elsewhere";

    private const string Period = "=2026-03", Unit = "=01900000-0000-7000-8000-000000000a11";

    // National registers belong to nobody: numbers that they do not know.
    private const string UnheldRpps = "=99900000201", UnheldFiness = "=990000093";

    /// <param name="service">Whose address.</param>
    /// <param name="before">The part of the address before it.</param>
    /// <param name="parameter">Its name.</param>
    /// <param name="write">A write goes for what is still to come.</param>
    public static string InAddress(string service, string before, string parameter, bool write) => (service, before, parameter) switch
    {
        // What a platform says is signed by it, not by a person.
        (_, _, "platform") => Elsewhere,
        (_, _, "topic") => "=identity.identity-created.v1",
        (_, "usagers" or "usager", _) => "person",
        (_, "establishments" or "houses", _) => "house",
        (_, "periods" or "months", _) => Period,
        (_, "prerequisites", _) => "=1",
        (_, "to-sort" or "parked-events", _) => "proof",
        ("identity", "proofs", _) => "proof",
        ("identity", "insi-calls", _) => "call",
        ("identity", "proposals", _) => "proposal",
        ("identity", "duplicates" or "qualification-campaigns", _) => Elsewhere,
        ("directory", "professionals", "rpps") => UnheldRpps,
        ("directory", "structures", "finess") => UnheldFiness,
        ("directory", "professionals", _) => "professional",
        ("directory", "tasks", _) => "task",
        ("directory", "contracts" or "absences" or "legal-entities" or "mobile-teams", _) => Elsewhere,
        ("directory" or "agenda", "situations" or "staff", _) => "situation",
        ("consent", "matrices", _) => "=ehpad",
        ("consent", "oppositions" or "consents" or "missions", _) => before[..^1],
        ("consent", "sharing-needs", _) => "need",
        ("consent", "grants", _) => "grant",
        ("consent", "care-circle", _) => "circle",
        ("consent", "break-glass" or "legal-measures" or "versions" or "delegations", _) => Elsewhere,
        ("documents", "documents" or "received-documents", _) => "document",
        ("documents", "transmissions", _) => "transmission",
        ("messaging", "threads", _) => "thread",
        ("messaging", "files", _) => "document",
        ("agenda", "calendars", "kind") => "=usager",
        // The true address of a feed is its key.
        ("agenda", "feeds", "file") => "unheld-file",
        ("agenda", "feeds", _) => "feed",
        ("agenda", "occurrences", _) => write ? "ahead" : "occurrence",
        ("agenda", "requests", _) => "wish",
        ("agenda", "absences" or "constraints" or "attendances", _) => before[..^1],
        ("agenda", "activities" or "plans", _) => "activity",
        ("agenda", "resources", _) => "room",
        ("agenda", "staff-absences", _) => Elsewhere,
        ("billing", "stays" or "exports", _) => before[..^1],
        ("billing", "events", _) => "line",
        ("billing", "price-tables", _) => "prices",
        ("telemedicine", "requests", _) => "request",
        ("telemedicine", "reports", _) => "document",
        ("telemedicine", "monitoring" or "requis", _) => before,
        ("telemedicine", "use-cases", _) => "useCase",
        ("telemedicine", "devices", _) => "device",
        _ => throw new InvalidOperationException($"Which id of another organisation fits {service} …/{before}/{{{parameter}}}?"),
    };

    /// <summary>Null for a filter or a page mark, which are tried on their own.</summary>
    public static string? InQuery(string service, string name, string format)
    {
        var asked = $"{char.ToLowerInvariant(name[0])}{name[1..]}";
        return Called(asked, write: false) ?? (asked, format) switch
        {
            ("unitId", _) => Unit,
            ("from", "date-time") => "=2026-01-01T00:00:00Z",
            ("until", "date-time") => "=2026-01-20T00:00:00Z",
            ("from", "date") => Day(-20),
            ("to", "date") => Day(20),
            ("day", "date") => Day(-1),
            ("period" or "month", _) when service == "billing" => Period,
            ("kind", _) when service == "agenda" => "=room",
            // What a search cannot do without.
            ("finess", _) => UnheldFiness,
            ("after" or "before", _) or (_, not "uuid") => null,
            _ => throw new InvalidOperationException($"Which id of another organisation fits {service} ?{name}=?"),
        };
    }

    /// <summary>Null for what a body names beside rows.</summary>
    public static string? InBody(string member) => Called(member, write: true);

    private static string? Called(string name, bool write) => name switch
    {
        // A subject is what an undone merge leaves to sort.
        "usagerId" or "usagerIds" or "subjectId" => "person",
        "absorbedId" => "neighbour",
        "establishmentId" or "toEstablishmentId" => "house",
        "situationId" or "situationIds" or "companionId" => "situation",
        "professionalId" => "professional",
        "roomId" => "room",
        "deviceId" => "device",
        "requisId" => "requis",
        "occurrenceId" => write ? "ahead" : "occurrence",
        "documentId" => "document",
        _ => null,
    };

    private static string Day(int days) => "=" + Life.Day(Life.Today.AddDays(days));
}
