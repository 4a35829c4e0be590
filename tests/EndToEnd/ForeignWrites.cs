using System.Text;
using System.Text.Json;
using EndToEnd.Lists;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>Where the ids of a life fit in the addresses and bodies of writes.</summary>
/// <param name="Ours">Rows of the organisation under the words of this table, beside those of the life.</param>
internal sealed record ForeignWrites(Life Life, IReadOnlyDictionary<string, string> Ours)
{
    // Nothing of the sort can be made here by who may: their ids are met in the suites of their services.
    private static readonly string[] Without =
    [
        "consent break-glass", "consent legal-measures", "consent versions", "consent delegations", "directory contracts", "directory absences", "directory legal-entities", "directory mobile-teams",
        "agenda staff-absences", "identity duplicates", "identity qualification-campaigns",
    ];

    // What a platform says is signed by it, not by a person.
    private static readonly string[] Unsigned = ["{platform}"];

    /// <summary>A person of Les Saules Blancs with a row in every list, and what her house has for everybody.</summary>
    public static async Task<ForeignWrites> LiveAsync(PlatformFixture platform)
    {
        var identity = new TestIdentity("NERPRUN", "LOUISE", "LOUISE", "1939-05-06", "F", "63220");
        var backdrop = await Backdrop.SetAsync(platform);
        var life = await Life.LiveAsync(platform, await platform.AdmitAsync(identity), identity, 5, backdrop);
        var (nurse, officer, accounts) = (await platform.NurseAsync(), await platform.AsAsync("ERMONT"), await platform.AsAsync("CASTAING"));
        async Task<string> FirstAsync(Person reader, string address)
        {
            var list = (await reader.GetAsync(address)).Must(200).Json;
            return Life.Id((list.ValueKind == JsonValueKind.Array ? list : list.EnumerateObject().First(member => member.Value.ValueKind == JsonValueKind.Array).Value)[0]);
        }

        var proof = (await officer.PostAsync($"/api/identity/usagers/{life.Person}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285" })).Must(201).Json;
        var call = (await officer.PostAsync($"/api/identity/usagers/{life.Person}/insi-calls", new { })).Must(201).Json;
        return new(life, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["house"] = Admissions.SaulesBlancs.ToString(), ["situation"] = Life.Named(0x502).ToString(), ["professional"] = Life.Named(0x402).ToString(), ["room"] = backdrop.Room, ["useCase"] = backdrop.UseCase,
            ["neighbour"] = Life.Id((await officer.GetAsync("/api/identity/usagers?status=QUAL&limit=1")).Must(200).Json.GetProperty("items")[0]), ["proof"] = Life.Id(proof), ["call"] = Life.Id(call),
            ["task"] = await FirstAsync(nurse, "/api/directory/tasks"), ["prices"] = await FirstAsync(accounts, $"/api/billing/price-tables?establishmentId={Admissions.SaulesBlancs}"),
            ["requis"] = await FirstAsync(nurse, "/api/telemedicine/requis"), ["device"] = await FirstAsync(nurse, $"/api/telemedicine/devices?establishmentId={Admissions.SaulesBlancs}"),
        });
    }

    public ForeignWrites Nobody => this with { Life = Life.Nobody, Ours = Ours.ToDictionary(one => one.Key, _ => Guid.NewGuid().ToString()) };

    /// <summary>Null when the write names nothing that we have. An address nobody thought of fails here, so that it is thought of.</summary>
    public string? Aim(string service, string path)
    {
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{')) continue;
            if (Unsigned.Contains(parts[i]) || Without.Contains($"{service} {parts[i - 1]}")) return null;
            parts[i] = Value(service, parts[i - 1], parts[i]);
        }
        return $"/api/{service}{string.Join('/', parts)}";
    }

    /// <summary>What a body calls by that name.</summary>
    public string? Named(string member) => member switch
    {
        "usagerId" or "usagerIds" or "subjectId" => Life.Person.ToString(),
        "absorbedId" => Ours["neighbour"],
        "establishmentId" or "toEstablishmentId" => Ours["house"],
        "situationId" or "situationIds" or "companionId" => Ours["situation"],
        "roomId" => Ours["room"],
        "deviceId" => Ours["device"],
        "requisId" => Ours["requis"],
        "occurrenceId" => Life["ahead"],
        "documentId" => Life["document"],
        _ => null,
    };

    private string Value(string service, string before, string parameter) => (service, before, parameter) switch
    {
        (_, "usagers", _) => Life.Person.ToString(),
        (_, "establishments" or "houses", _) => Ours["house"],
        ("directory" or "agenda", "situations" or "staff", _) => Ours["situation"],
        ("directory", "professionals", _) => Ours["professional"],
        ("directory", "tasks", _) => Ours["task"],
        ("identity", "proofs", _) => Ours["proof"],
        ("identity", "insi-calls", _) => Ours["call"],
        ("identity", "proposals", _) => Life["proposal"],
        ("consent", "matrices", _) => "ehpad",
        ("consent", "oppositions" or "consents" or "missions", _) => Life[before[..^1]],
        ("consent", "sharing-needs", _) => Life["need"],
        ("consent", "grants", _) => Life["grant"],
        ("consent", "care-circle", _) => Life["circle"],
        ("documents", "documents", _) => Life["document"],
        ("documents", "transmissions", _) => Life["transmission"],
        ("messaging", "threads", _) => Life["thread"],
        ("agenda", "occurrences", _) => Life["ahead"],
        ("agenda", "requests", _) => Life["wish"],
        ("agenda", "feeds", _) => Life["feed"],
        ("agenda", "absences" or "constraints", _) => Life[before[..^1]],
        ("agenda", "attendances", _) => Life["attendance"],
        ("agenda", "activities" or "plans", _) => Life["activity"],
        ("agenda", "resources", _) => Ours["room"],
        ("billing", "stays", _) => Life["stay"],
        ("billing", "events", _) => Life["line"],
        ("billing", "price-tables", _) => Ours["prices"],
        ("telemedicine", "requests", _) => Life["request"],
        ("telemedicine", "monitoring", _) => Life["monitoring"],
        ("telemedicine", "use-cases", _) => Ours["useCase"],
        ("telemedicine", "requis", _) => Ours["requis"],
        ("telemedicine", "devices", _) => Ours["device"],
        (_, _, "{topic}") => "identity.identity-created.v1",
        (_, "periods", _) => "2026-03",
        (_, "prerequisites", _) => "1",
        (_, "to-sort" or "parked-events", _) => Ours["proof"],
        _ => throw new InvalidOperationException($"Which id of another organisation fits {service} …/{before}/{parameter}?"),
    };

    /// <summary>What its own team reads of everything that was aimed at.</summary>
    public async Task<IReadOnlyList<string>> StandsAsync(Person nurse, Person accounts)
    {
        var read = new List<string>();
        foreach (var address in (string[])
        [
            $"identity/usagers/{Life.Person}", $"documents/documents/{Life["document"]}", $"documents/documents/{Life["document"]}/transmissions", $"messaging/threads/{Life["thread"]}",
            $"agenda/occurrences/{Life["ahead"]}", $"agenda/absences/{Life["absence"]}", $"agenda/constraints?usagerId={Life.Person}", $"telemedicine/requests/{Life["request"]}",
            $"consent/oppositions?usagerId={Life.Person}", $"consent/usagers/{Life.Person}/grants", $"consent/usagers/{Life.Person}/care-circle", "consent/missions",
        ]) read.Add((await nurse.GetAsync($"/api/{address}")).Must(200).Text);
        read.Add((await accounts.GetAsync($"/api/billing/stays/{Life["stay"]}")).Must(200).Text);
        return read;
    }

    public static HttpRequestMessage Request(string method, string address, string? body)
    {
        var request = new HttpRequestMessage(new(method), address) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return request;
    }
}
