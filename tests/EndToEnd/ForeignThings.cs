using System.Text;
using System.Text.Json;
using EndToEnd.Lists;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>What another organisation has: the life of a person of Les Saules Blancs, with a row in every list, and what her house has for everybody.</summary>
/// <param name="Life">Her rows.</param>
/// <param name="Ours">The organisation's rows beside them.</param>
/// <param name="Told">The INS of a neighbour, which no answer may tell either.</param>
internal sealed record ForeignThings(Life Life, IReadOnlyDictionary<string, string> Ours, string Told)
{
    private const string Tenant = "01900000-0000-7000-8000-000000000001";

    private static readonly Guid House = Admissions.SaulesBlancs;

    private static Task<ForeignThings>? _lived;

    public string this[string word] => word[0] == '=' ? word[1..] : Ours.GetValueOrDefault(word) ?? Life[word];

    /// <summary>Nothing of this may be in any answer, unless the question named it.</summary>
    public IEnumerable<string> Secrets => Life.Secrets.Concat(Ours.Where(one => one.Key is not ("professional" or "unheld-file")).Select(one => one.Value)).Concat([Told, Tenant, "Saules Blancs", "MONTAGNE"]);

    /// <summary>The same questions about rows that nobody has.</summary>
    public ForeignThings Nobody => this with { Life = Life.Nobody, Ours = Ours.ToDictionary(one => one.Key, _ => Guid.NewGuid().ToString()) };

    /// <summary>Once for the one platform of all tests: what they try changes nothing of it.</summary>
    public static Task<ForeignThings> LiveAsync(PlatformFixture platform) => _lived ??= MakeAsync(platform);

    /// <summary>The address of a read with these ids in all its places.</summary>
    public (string Address, IReadOnlyList<string> Named) Aim(string service, string path, IReadOnlyList<(string Name, string Format)> query)
    {
        var named = new List<string>();
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{')) continue;
            var word = ForeignIds.InAddress(service, parts[i - 1], parts[i].Trim('{', '}'), write: false);
            named.Add(parts[i] = this[word == ForeignIds.Elsewhere ? "proof" : word]);
        }
        var asked = query.Select(one => (one.Name, Word: ForeignIds.InQuery(service, one.Name, one.Format))).Where(one => one.Word is not null).Select(one => (one.Name, Value: this[one.Word!])).ToList();
        // The mail board and the list of presences take one of two questions at a time.
        if (path == "/board") asked.RemoveAll(one => one.Name == "usagerId");
        if (path == "/attendances") asked.RemoveAll(one => one.Name == "occurrenceId");
        named.AddRange(asked.Select(one => one.Value));
        return (string.Join('/', parts) + (asked.Count > 0 ? "?" + string.Join('&', asked.Select(one => $"{one.Name}={one.Value}")) : ""), [.. named.Where(one => Guid.TryParse(one, out _))]);
    }

    /// <summary>The address of a write with these ids in all its places. Null when it names nothing that we have.</summary>
    public string? Aim(string service, string path)
    {
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{')) continue;
            var word = ForeignIds.InAddress(service, parts[i - 1], parts[i].Trim('{', '}'), write: true);
            if (word == ForeignIds.Elsewhere) return null;
            parts[i] = this[word];
        }
        return $"/api/{service}{string.Join('/', parts)}";
    }

    /// <summary>What a body calls by that name.</summary>
    public string? Named(string member) => ForeignIds.InBody(member) is { } word ? this[word] : null;

    public static HttpRequestMessage Request(string method, string address, string? body)
    {
        var request = new HttpRequestMessage(new(method), address) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return request;
    }

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

    private static async Task<ForeignThings> MakeAsync(PlatformFixture platform)
    {
        var identity = new TestIdentity("NERPRUN", "LOUISE", "LOUISE", "1939-05-06", "F", "63220");
        var backdrop = await Backdrop.SetAsync(platform);
        var life = await Life.LiveAsync(platform, await platform.AdmitAsync(identity), identity, 5, backdrop);
        var (nurse, officer, accounts) = (await platform.NurseAsync(), await platform.AsAsync("ERMONT"), await platform.AsAsync("CASTAING"));
        async Task<JsonElement> FirstAsync(Person reader, string address)
        {
            var list = (await reader.GetAsync(address)).Must(200).Json;
            return (list.ValueKind == JsonValueKind.Array ? list : list.EnumerateObject().First(member => member.Value.ValueKind == JsonValueKind.Array).Value)[0];
        }

        var neighbour = await FirstAsync(officer, "/api/identity/usagers?status=QUAL&limit=1");
        var proof = Life.Id((await officer.PostAsync($"/api/identity/usagers/{life.Person}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285" })).Must(201).Json);
        var call = Life.Id((await officer.PostAsync($"/api/identity/usagers/{life.Person}/insi-calls", new { })).Must(201).Json);
        return new(life, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["house"] = House.ToString(), ["situation"] = Life.Named(0x502).ToString(), ["professional"] = Life.Named(0x402).ToString(), ["room"] = backdrop.Room, ["useCase"] = backdrop.UseCase,
            ["neighbour"] = Life.Id(neighbour), ["proof"] = proof, ["call"] = call, ["unheld-file"] = $"{Guid.Parse(proof):N}{Guid.Parse(life["document"]):N}.ics",
            ["task"] = Life.Id(await FirstAsync(nurse, "/api/directory/tasks")), ["prices"] = Life.Id(await FirstAsync(accounts, $"/api/billing/price-tables?establishmentId={House}")), ["export"] = await ExportAsync(accounts),
            ["requis"] = Life.Id(await FirstAsync(nurse, "/api/telemedicine/requis")), ["device"] = Life.Id(await FirstAsync(nurse, $"/api/telemedicine/devices?establishmentId={House}")),
        }, neighbour.GetProperty("ins").GetProperty("matricule").GetString()!);
    }

    // A month long past in which nobody did anything else.
    private static async Task<string> ExportAsync(Person accounts)
    {
        var period = $"/api/billing/establishments/{House}/periods/2025-07";
        var before = (await accounts.GetAsync($"/api/billing/establishments/{House}/exports")).Must(200).Json;
        if (before.GetArrayLength() > 0) return Life.Id(before[0]);
        (await accounts.PostAsync($"{period}/confirm", new { })).Must(200);
        (await accounts.PostAsync($"{period}/close", new { })).Must(200);
        return Life.Id((await accounts.PostAsync($"{period}/exports", new { })).Must(201).Json);
    }
}
