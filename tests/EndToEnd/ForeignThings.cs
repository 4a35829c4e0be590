using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>What another organisation holds, and where each of its ids fits in an address.</summary>
internal sealed record ForeignThings(Resident Resident, Guid Proof, Guid Document, Guid Transmission, Guid Thread)
{
    private const string Establishment = "01900000-0000-7000-8000-0000000000e1", Situation = "01900000-0000-7000-8000-000000000502", Tenant = "01900000-0000-7000-8000-000000000001",
        Professional = "01900000-0000-7000-8000-000000000402", Unit = "01900000-0000-7000-8000-000000000a11";

    /// <summary>Nothing of this may be in any answer, unless the question named it.</summary>
    public IReadOnlyList<string> Secrets => [Resident.Id.ToString(), Resident.Matricule, Proof.ToString(), Document.ToString(), Transmission.ToString(), Thread.ToString(), Establishment, Situation, Tenant, "Saules Blancs", "MONTAGNE"];

    /// <summary>The address with these ids in all its places. A parameter nobody thought of fails here, so that it is thought of.</summary>
    public (string Address, IReadOnlyList<string> Named) Aim(string service, string path, IReadOnlyList<string> query)
    {
        var named = new List<string>();
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].StartsWith('{')) parts[i] = Name(service, i > 0 ? parts[i - 1] : "", parts[i].Trim('{', '}'), named);
        var asked = query.Where(name => Known(name) is not null).Select(name => (name, value: Known(name)!)).ToList();
        // The mail board takes one of its two questions at a time.
        if (path == "/board") asked.RemoveAll(one => one.name == "usagerId");
        named.AddRange(asked.Select(one => one.value));
        return (string.Join('/', parts) + (asked.Count > 0 ? "?" + string.Join('&', asked.Select(one => $"{one.name}={one.value}")) : ""), named);
    }

    private string Name(string service, string before, string parameter, List<string> named)
    {
        var value = (service, before, parameter) switch
        {
            ("identity", "usagers", "id") or ("consent", "usagers", "usagerId") => Resident.Id.ToString(),
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

    private string? Known(string query) => $"{char.ToLowerInvariant(query[0])}{query[1..]}" switch
    {
        "usagerId" => Resident.Id.ToString(),
        "documentId" => Document.ToString(),
        "establishmentId" => Establishment,
        "unitId" => Unit,
        "professionalId" => Professional,
        // Filters and page marks, tried on their own.
        "status" or "cursor" or "limit" or "pending" or "documentType" or "name" or "function" or "availableAt" or "after" or "before" or "finess" or "service" or "nationalId" or "familyName" or "address" or "action" or "outcome" or "state" => null,
        _ => throw new InvalidOperationException($"Which id of another organisation fits ?{query}=?"),
    };
}
