using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>What another organisation holds, and where each of its ids fits in an address.</summary>
internal sealed record ForeignThings(Resident Resident, Guid Proof, Guid Document, Guid Transmission, Guid Thread, ForeignDay Day)
{
    private const string Establishment = "01900000-0000-7000-8000-0000000000e1", Situation = "01900000-0000-7000-8000-000000000502", Tenant = "01900000-0000-7000-8000-000000000001",
        Professional = "01900000-0000-7000-8000-000000000402", Unit = "01900000-0000-7000-8000-000000000a11";

    /// <summary>Nothing of this may be in any answer, unless the question named it.</summary>
    public IReadOnlyList<string> Secrets => [Resident.Id.ToString(), Resident.Matricule, Proof.ToString(), Document.ToString(), Transmission.ToString(), Thread.ToString(), .. Day.Secrets, Establishment, Situation, Tenant, "Saules Blancs", "MONTAGNE"];

    /// <summary>The address with these ids in all its places. A parameter nobody thought of fails here, so that it is thought of.</summary>
    public (string Address, IReadOnlyList<string> Named) Aim(string service, string path, IReadOnlyList<(string Name, string Format)> query)
    {
        var named = new List<string>();
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].StartsWith('{')) parts[i] = Name(service, i > 0 ? parts[i - 1] : "", parts[i].Trim('{', '}'), named);
        var asked = query.Select(one => (one.Name, Value: Known(service, one.Name, one.Format))).Where(one => one.Value is not null).ToList();
        // The mail board and the list of presences take one of two questions at a time.
        if (path == "/board") asked.RemoveAll(one => one.Name == "usagerId");
        if (path == "/attendances") asked.RemoveAll(one => one.Name == "occurrenceId");
        named.AddRange(asked.Select(one => one.Value!));
        return (string.Join('/', parts) + (asked.Count > 0 ? "?" + string.Join('&', asked.Select(one => $"{one.Name}={one.Value}")) : ""), [.. named.Where(one => Guid.TryParse(one, out _))]);
    }

    private string Name(string service, string before, string parameter, List<string> named)
    {
        var value = (service, before, parameter) switch
        {
            ("identity" or "agenda" or "billing", "usagers", "id") or ("consent", "usagers", "usagerId") => Resident.Id.ToString(),
            ("agenda", "calendars", "kind") => "usager",
            ("agenda", "usager", "id") => Resident.Id.ToString(),
            ("agenda", "feeds", "file") => $"{Proof:N}{Document:N}.ics",
            ("agenda", "occurrences", "id") => Day.Occurrence.ToString(),
            ("agenda", "activities", "id") => Day.Activity.ToString(),
            ("agenda", "attendances", "id") => Day.Attendance.ToString(),
            ("agenda", "absences", "id") => Day.Absence.ToString(),
            ("agenda", "resources", "id") => Day.Resource.ToString(),
            ("agenda", "houses", "establishmentId") or ("billing" or "telemedicine", "establishments", "id") => Establishment,
            (_, "periods" or "months", "period") => "2026-03",
            ("billing", "stays", "id") => Day.Stay.ToString(),
            ("billing", "exports", "id") => Day.Export.ToString(),
            ("telemedicine", "requests", "id") => Day.Request.ToString(),
            ("telemedicine", "reports", "reportId") => Document.ToString(),
            ("telemedicine", "requis", "id") => Day.Requis.ToString(),
            ("telemedicine", "use-cases", "id") => Day.UseCase.ToString(),
            ("identity", "insi-calls", "callId") or ("identity", "qualification-campaigns", "id") or ("consent", "versions", "id") => Proof.ToString(),
            ("directory", "establishments", "id") => Establishment,
            ("directory", "professionals", "id") => Professional,
            ("directory", "contracts", "id") => Proof.ToString(),
            // National registers belong to nobody: numbers that they do not know.
            ("directory", "professionals", "rpps") => "99900000201",
            ("directory", "structures", "finess") => "990000093",
            ("documents", "documents" or "received-documents", "id") => Document.ToString(),
            ("messaging", "threads", "id") => Thread.ToString(),
            ("messaging", "files", "fileId") => Document.ToString(),
            _ => throw new InvalidOperationException($"Which id of another organisation fits {service} …/{before}/{{{parameter}}}?"),
        };
        named.Add(value);
        return value;
    }

    private string? Known(string service, string query, string format) => ($"{char.ToLowerInvariant(query[0])}{query[1..]}", format) switch
    {
        ("usagerId", _) => Resident.Id.ToString(),
        // What an undone merge leaves to sort.
        ("subjectId", _) => Resident.Id.ToString(),
        ("documentId", _) => Document.ToString(),
        ("occurrenceId", _) => Day.Occurrence.ToString(),
        ("establishmentId", _) => Establishment,
        ("situationId", _) => Situation,
        ("unitId", _) => Unit,
        ("professionalId", _) => Professional,
        ("from", "date-time") => "2026-01-01T00:00:00Z",
        ("until", "date-time") => "2026-01-20T00:00:00Z",
        ("from", "date") => Day.Today.AddDays(-20).ToString("yyyy-MM-dd", null),
        ("to", "date") => Day.Today.AddDays(20).ToString("yyyy-MM-dd", null),
        ("day", "date") => Day.Today.AddDays(-1).ToString("yyyy-MM-dd", null),
        ("period" or "month", _) when service == "billing" => "2026-03",
        ("kind", _) when service == "agenda" => "room",
        // What a search cannot do without; a number that no register knows.
        ("finess", _) => "990000093",
        // Filters and page marks, tried on their own; an id that nobody thought of fails here, so that it is thought of.
        ("after" or "before", _) or (_, not "uuid") => null,
        _ => throw new InvalidOperationException($"Which id of another organisation fits {service} ?{query}=?"),
    };
}
