using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>A nurse of another organisation tries every read of every service with ids that are not hers.</summary>
[Collection(OnePlatform.Name)]
public sealed class OtherTenantTests(PlatformFixture platform)
{
    [Fact]
    public async Task Every_read_with_the_ids_of_another_organisation_finds_nothing_and_its_data_protection_officer_sees_the_attempts()
    {
        var foreign = await ForeignThings.LiveAsync(platform);
        using var stranger = await platform.Door.SignInAsync("BELLEC");

        var tried = 0;
        foreach (var service in ApiDocument.Services)
            // Each organisation reads its own habilitation matrix under the same words.
            foreach (var (path, query) in (await ApiDocument.OfAsync(platform, service)).Reads().Where(read => !read.Path.StartsWith("/matrices/{kind}", StringComparison.Ordinal)))
            {
                var (address, named) = foreign.Aim(service, path, query);
                var reply = await stranger.GetAsync($"/api/{service}{address}");
                if (path.Contains('{', StringComparison.Ordinal)) Assert.True(reply.Status == 404 || reply is { Status: 403, Code: "other-house" }, $"{service}{address}: {reply.Status} {reply.Text}");
                else Assert.True(reply.Status is 200 or 403 or 404, $"{service}{address}: {reply.Status} {reply.Text}");
                foreach (var secret in foreign.Secrets.Except(named)) Assert.False(reply.Text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{service}{address} tells {secret}");
                if (reply.Status == 200 && named.Count > 0) Assert.True(Empty(reply.Json), $"{service}{address}: {reply.Text}");
                tried++;
            }

        Assert.True(tried >= 80, $"only {tried} reads were found");
        await OfficerSeesAsync(foreign);
    }

    [Fact]
    public async Task Searches_and_page_marks_of_another_organisation_lead_nowhere()
    {
        var mine = await platform.NurseAsync();
        var mark = (await mine.GetAsync("/api/identity/usagers?limit=1")).Must(200).Json.GetProperty("next").GetString()!;
        var known = (await mine.GetAsync("/api/identity/usagers?status=QUAL&limit=1")).Must(200).Json.GetProperty("items")[0];
        var traits = known.GetProperty("traits");
        using var stranger = await platform.Door.SignInAsync("BELLEC");

        (await stranger.GetAsync($"/api/identity/usagers?cursor={Uri.EscapeDataString(mark)}")).MustRefuse(400, "invalid-cursor");
        var found = (await stranger.PostAsync("/api/identity/usagers/search", new { birthName = traits.GetProperty("birthName").GetString(), birthDate = traits.GetProperty("birthDate").GetString() })).Must(200);
        Assert.DoesNotContain(known.GetProperty("id").GetString()!, found.Text, StringComparison.OrdinalIgnoreCase);
        var held = (await stranger.PostAsync("/api/identity/usagers/ins-search", new { matricule = known.GetProperty("ins").GetProperty("matricule").GetString() })).Must(200);
        Assert.Empty(held.Json.EnumerateArray());
    }

    [Fact]
    public async Task Writes_with_the_ids_of_another_organisation_find_nothing_and_change_nothing()
    {
        var theirs = await ForeignThings.LiveAsync(platform);
        using var stranger = await platform.Door.SignInAsync("BELLEC");

        await SensibleWrites.RefusedAsync(stranger, await platform.NurseAsync(), theirs);
    }

    [Fact]
    public async Task Every_write_with_what_another_organisation_has_is_answered_as_with_what_nobody_has_and_changes_nothing()
    {
        var theirs = await ForeignThings.LiveAsync(platform);
        var (nobodys, nurse, accounts) = (theirs.Nobody, await platform.NurseAsync(), await platform.AsAsync("CASTAING"));
        var before = await theirs.StandsAsync(nurse, accounts);
        using var stranger = await platform.Door.SignInAsync("BELLEC");

        var (told, missing) = (new List<string>(), 0);
        foreach (var service in ApiDocument.Services)
        {
            var api = await ApiDocument.OfAsync(platform, service);
            foreach (var (method, path, schema) in api.WritesOf().Where(write => write.Path.Contains('{', StringComparison.Ordinal)))
            {
                if (theirs.Aim(service, path) is not { } address) continue;
                var reply = await TryAsync(theirs, address);
                var same = await TryAsync(nobodys, nobodys.Aim(service, path)!);
                if (!reply.IsRefusal || (reply.Status, reply.Code) != (same.Status, same.Code)) told.Add($"{method} {address}: {reply.Status} {reply.Code}, and for nobody's {same.Status} {same.Code}");
                if (reply.Status == 404) missing++;

                Task<Reply> TryAsync(ForeignThings whose, string where) =>
                    stranger.SendAsync(() => ForeignThings.Request(method, where, schema is { } known ? new WrongBodies(api).Plausible(known, whose.Named) : null));
            }
        }

        Assert.True(told.Count == 0, string.Join('\n', told));
        Assert.True(missing > 40, $"only {missing} got as far as looking for it");
        Assert.Equal(before, await theirs.StandsAsync(nurse, accounts));
    }

    private async Task OfficerSeesAsync(ForeignThings foreign)
    {
        using var officer = await platform.Door.SignInAsync("OLLIER");
        string[] expected = ["identity.read", "identity.history", "identity.proofs", "identity.insi-calls", "usager.reach", "thread.list"];
        await Eventually.ComesAsync("attempts on the person", async () =>
        {
            var lines = (await officer.GetAsync($"/api/audit/accesses?usagerId={foreign["person"]}&outcome=refused")).Must(200).Json.EnumerateArray().Select(line => line.GetProperty("action").GetString()).ToList();
            return expected.All(lines.Contains) ? "" : null;
        });
        await Eventually.ComesAsync("attempts on the document and the conversation", async () =>
        {
            var subjects = (await officer.GetAsync("/api/audit/accesses?outcome=refused")).Must(200).Json.EnumerateArray().Select(line => line.GetProperty("subjectId").GetString()).ToList();
            return subjects.Contains(foreign["document"]) && subjects.Contains(foreign["thread"]) ? "" : null;
        });
    }

    private static bool Empty(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.GetArrayLength() == 0,
        JsonValueKind.Object => json.EnumerateObject().All(member => member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) || Empty(member.Value)),
        _ => true,
    };
}
