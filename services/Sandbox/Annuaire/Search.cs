using System.Globalization;
using Fhir;

namespace Sandbox.Annuaire;

/// <summary>A search as asked, checked before it is run.</summary>
internal sealed record Search(SearchedType Type, IReadOnlyList<KeyValuePair<string, string>> Criteria)
{
    private const int UsualPage = 50;
    private const int LargestPage = 1000;
    private static readonly string[] Shaping = ["_count", "_total", "_include", "_revinclude", "_lastUpdated", "_format"];

    private static readonly Dictionary<string, (string Type, Func<Resource, string?> Target)> Includes = new()
    {
        ["PractitionerRole:organization"] = ("Organization", r => (r as PractitionerRole)?.Organization?.ReferenceValue),
        ["PractitionerRole:practitioner"] = ("Practitioner", r => (r as PractitionerRole)?.Practitioner?.ReferenceValue),
        ["Organization:partof"] = ("Organization", r => (r as Organization)?.PartOf?.ReferenceValue),
    };

    public int PageSize => One("_count") is { } count ? Math.Min(int.Parse(count, CultureInfo.InvariantCulture), LargestPage) : UsualPage;

    public bool Counted => One("_total") != "none";

    /// <summary>What is wrong with the search, or null.</summary>
    public string? Mistake()
    {
        foreach (var (key, value) in Criteria)
        {
            var (name, modifier) = Split(key);
            if (Shaping.Contains(name)) continue;
            if (Type.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter) return $"Le paramètre {name} n'existe pas pour {Type.Name}.";
            if (!parameter.Knows(modifier)) return $"Le modificateur :{modifier} ne s'applique pas à {name}.";
            if (value.Length == 0) return $"Le paramètre {name} est vide.";
        }

        if (One("_count") is { } count && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0)) return "_count doit être un entier positif.";
        if (Many("_include").Concat(Many("_revinclude")).FirstOrDefault(i => !Includes.ContainsKey(i)) is { } unknown) return $"L'inclusion {unknown} n'existe pas.";
        return Many("_lastUpdated").FirstOrDefault(d => Instant(d) is null) is { } date ? $"La date {date} n'a pas la forme attendue (geAAAA-MM-JJ)." : null;
    }

    public IReadOnlyList<Resource> Matches() =>
        [.. Type.All.Where(r => Criteria.All(c => Meets(r, c.Key, c.Value)) && Many("_lastUpdated").All(d => Updated(r, d)))];

    public IReadOnlyList<Resource> Included(IReadOnlyList<Resource> page)
    {
        var forward = Many("_include").SelectMany(i => page.Select(Includes[i].Target).Select(Find));
        var ids = page.Select(r => $"{Type.Name}/{r.Id}").ToHashSet();
        var backward = Many("_revinclude").SelectMany(i => SearchedTypes.Find(i.Split(':')[0])!.All.Where(r => ids.Contains(Includes[i].Target(r) ?? "")));
        return [.. forward.OfType<Resource>().Concat(backward).Where(r => !page.Contains(r)).Distinct()];
    }

    private bool Meets(Resource resource, string key, string value)
    {
        var (name, modifier) = Split(key);
        return Shaping.Contains(name) || Type.Parameters.First(p => p.Name == name).Meets(resource, modifier, value);
    }

    private static bool Updated(Resource resource, string asked)
    {
        var (updated, limit) = (Instant(resource.Meta!.LastUpdated!)!.Value, Instant(asked)!.Value);
        return asked[..2] switch { "ge" => updated >= limit, "gt" => updated > limit, "le" => updated <= limit, "lt" => updated < limit, _ => updated.Date == limit.Date };
    }

    private static DateTimeOffset? Instant(string text) => DateTimeOffset.TryParse(
        char.IsAsciiLetter(text.FirstOrDefault()) && text.Length > 2 ? text[2..] : text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    private static Resource? Find(string? reference) =>
        reference?.Split('/') is [var type, var id] ? SearchedTypes.Find(type)?.All.FirstOrDefault(r => r.Id == id) : null;

    private string? One(string name) => Many(name).FirstOrDefault();

    private IEnumerable<string> Many(string name) => Criteria.Where(c => c.Key == name).Select(c => c.Value);

    private static (string Name, string? Modifier) Split(string key) => key.Split(':', 2) is [var name, var modifier] ? (name, modifier) : (key, null);
}
