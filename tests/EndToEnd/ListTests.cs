using System.Text.Json;
using EndToEnd.Lists;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>Nothing counts, sorts or exports whom the caller may not see: every list of every service, tried.</summary>
[Collection(OnePlatform.Name)]
public sealed class ListTests(PlatformFixture platform)
{
    // One thing, by its id, or a file of it.
    private static readonly string[] OneThing = ["}", "/pdf", "/cda"];
    private static readonly string[] Searches = ["search", "searches", "availability", "slots"];

    [Fact]
    public async Task Every_list_that_a_service_publishes_is_tried()
    {
        var tried = ListTable.All.Select(one => $"{one.Service} {one.Route}").ToHashSet(StringComparer.Ordinal);
        var published = new List<string>();
        foreach (var service in ApiDocument.Services)
        {
            var api = await ApiDocument.OfAsync(platform, service);
            published.AddRange(api.Reads().Select(read => $"{service} {read.Path}"));
            published.AddRange(api.WritesOf().Where(write => Searches.Any(word => write.Path.EndsWith(word, StringComparison.Ordinal))).Select(write => $"{service} {write.Method} {write.Path}"));
        }

        var forgotten = published.Where(one => !tried.Contains(one) && !OneThing.Any(end => one.EndsWith(end, StringComparison.Ordinal))).ToList();
        var gone = tried.Except(published).ToList();
        Assert.True(forgotten.Count + gone.Count == 0, $"not tried: {string.Join(", ", forgotten)}; not published: {string.Join(", ", gone)}");
    }

    [Fact]
    public async Task Lists_counts_sums_searches_and_exports_are_those_of_a_house_without_the_person_who_is_hidden()
    {
        var backdrop = await Backdrop.SetAsync(platform);
        var twin = (await platform.AdmitAsync(Admissions.GarciaHammadi with { BirthName = "GARCIA-HAMADI", FirstGivenName = "SARAH", GivenNames = "SARAH ANNA" })).Id;
        var neighbour = new TestIdentity("BERGAMOTE", "LINA", "LINA", "1938-02-03", "F", "63220");
        var other = await Life.LiveAsync(platform, await platform.AdmitAsync(neighbour), neighbour, 0, backdrop);
        var ask = new Questions(platform, backdrop);
        var shared = ListTable.All.Where(one => one.Showing is Showing.Rows or Showing.Sums).ToList();
        var before = (await ask.SettledAsync(shared, other)).ToDictionary(one => one.Case);
        string? Reader(ListCase one) => before.TryGetValue(one, out var told) ? told.Reader : null;
        string? Elsewhere(ListCase one) => before.TryGetValue(one, out var told) ? told.Elsewhere : null;
        var leaks = new Leaks();

        var hidden = await HiddenPerson.ComeAsync(platform, backdrop, twin);
        foreach (var one in ListTable.All) await SeenByWhoMayAsync(ask, one, hidden, Reader(one), leaks);
        foreach (var one in ListTable.All.Where(one => one.Showing is not (Showing.Taken or Showing.Address))) await ClosedToOthersAsync(ask, one, hidden, Elsewhere(one), leaks);

        await HiddenPerson.OpposeAsync(platform, hidden);
        foreach (var one in ListTable.All.Where(one => one.Showing is not (Showing.OfHerWill or Showing.Office))) await HiddenFromAllAsync(ask, one, hidden, Reader(one), leaks);

        Assert.True(leaks.None, leaks.ToString());
    }

    // Who may: else nothing would be proved by what others do not see.
    private static async Task SeenByWhoMayAsync(Questions ask, ListCase one, Life hidden, string? before, Leaks leaks)
    {
        if (one.Reader.Length == 0) return;
        var text = await ask.ExpectAsync(await ask.PersonAsync(one.Reader), one, hidden, told => one.Rows.All(row => told.Contains(hidden[row], StringComparison.Ordinal)) && (one.Showing != Showing.Sums || told != before));
        if (one.Rows.Length > 0 || one.Showing is Showing.Rows or Showing.Sums or Showing.Office) leaks.Unless(text.StartsWith("200 ", StringComparison.Ordinal), one, one.Reader, "is refused what may be read", text);
        foreach (var row in one.Rows) leaks.Unless(text.Contains(hidden[row], StringComparison.Ordinal), one, one.Reader, $"misses {row}, which may be read", text);
        if (one.Showing == Showing.Sums) leaks.Unless(text != before, one, one.Reader, "counts without her, who may be counted", text);
        if (one.Minimal.Length > 0)
        {
            var bare = Questions.Told(await ask.AskAsync(await ask.PersonAsync(one.Minimal), one, hidden));
            leaks.Unless(one.Rows.All(row => bare.Contains(hidden[row], StringComparison.Ordinal)), one, one.Minimal, "misses rows, which may be read", bare);
            leaks.Told([hidden.Label], one, one.Minimal, bare);
        }
        if (one.Showing == Showing.NoOnes) leaks.Told(hidden.Secrets, one, one.Reader, text);
    }

    // Another house of the organisation, and functions without the right.
    private static async Task ClosedToOthersAsync(Questions ask, ListCase one, Life hidden, string? before, Leaks leaks)
    {
        const string Elsewhere = "the nurse elsewhere";
        var person = await ask.ElsewhereAsync();
        var reply = await ask.AskAsync(person, one, hidden);
        leaks.Told(Unnamed(one, hidden, reply), one, Elsewhere, reply.Text);
        if (before is not null) leaks.Unless(Questions.Told(reply) == before, one, Elsewhere, $"reads something else than {before}", Questions.Told(reply));
        if (one.Showing is Showing.OfPerson or Showing.OfHerWill)
        {
            leaks.Unless(Questions.Empty(reply), one, Elsewhere, "reads rows", reply.Text);
            var nobody = await ask.AskAsync(person, one, hidden.Nobody);
            leaks.Unless((nobody.Status, nobody.Code) == (reply.Status, reply.Code), one, Elsewhere, $"is answered {nobody.Status} {nobody.Code} about nobody", $"{reply.Status} {reply.Code}");
        }
        foreach (var name in one.Without)
        {
            var refused = await ask.AskAsync(await ask.PersonAsync(name), one, hidden);
            leaks.Told(Unnamed(one, hidden, refused), one, name, refused.Text);
            if (one.Showing is Showing.OfPerson or Showing.OfHerWill) leaks.Unless(Questions.Empty(refused), one, name, "reads rows", refused.Text);
            if (one.Showing == Showing.Office) leaks.Unless(refused.Status is 403 or 404, one, name, $"is answered {refused.Status}", refused.Text);
        }
    }

    // She has said no: the same readers read what they read before she came.
    private static async Task HiddenFromAllAsync(Questions ask, ListCase one, Life hidden, string? before, Leaks leaks)
    {
        if (one.Reader.Length == 0) return;
        var person = await ask.PersonAsync(one.Reader);
        if (before is not null)
        {
            var after = await ask.ExpectAsync(person, one, hidden, told => told == before);
            leaks.Unless(after == before, one, one.Reader, $"reads after her no something else than {before}", after);
        }
        var reply = await ask.AskAsync(person, one, hidden);
        // Of a thing's or a colleague's time, that it is taken is told.
        leaks.Told(one.Showing is Showing.Taken or Showing.Address ? [hidden["person"], hidden.Name, hidden.Label] : Unnamed(one, hidden, reply), one, $"{one.Reader} after her no", reply.Text);
        if (one.Showing == Showing.OfPerson && one.Rows.Length > 0 && !one.Rows.Contains("closing")) leaks.Unless(Questions.Empty(reply), one, $"{one.Reader} after her no", "reads rows", reply.Text);
    }

    // What the question itself says is no secret.
    private static IEnumerable<string> Unnamed(ListCase one, Life hidden, Reply reply)
    {
        var body = one.Body is { } made ? JsonSerializer.Serialize(made(hidden)) : "";
        return hidden.Secrets.Where(secret => !body.Contains(secret, StringComparison.Ordinal) && !reply.Asked.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>All that was told and should not have been, so that one run names every list to mend.</summary>
    private sealed class Leaks
    {
        private readonly List<string> _found = [];

        public bool None => _found.Count == 0;

        public void Unless(bool kept, ListCase one, string name, string what, string text)
        {
            if (!kept) _found.Add($"{one}: {name} {what}: {text[..Math.Min(text.Length, 600)]}");
        }

        public void Told(IEnumerable<string> secrets, ListCase one, string name, string text)
        {
            if (secrets.FirstOrDefault(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)) is { } secret) Unless(kept: false, one, name, $"is told {secret}", text);
        }

        public override string ToString() => string.Join("\n", _found);
    }
}
