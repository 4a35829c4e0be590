using Sandbox.Ledgers;

namespace Sandbox.Insi;

/// <summary>The traits an injected answer waits for; an absent one matches any.</summary>
public sealed record InjectionTraits(string? BirthName = null, string? GivenName = null, string? Sex = null, string? BirthDate = null)
{
    public bool Match(TraitSearch asked) =>
        (BirthName is null || BirthName == asked.BirthName) && (GivenName is null || asked.GivenNames.Contains(GivenName))
        && (Sex is null || Sex == asked.Sex) && (BirthDate is null || BirthDate == asked.BirthDate);
}

/// <summary>A technical refusal as INSi writes it.</summary>
public sealed record InjectedFault(string Siram, string Code, string Text, string? Severity = null);

/// <summary>An answer prepared for the next call, or the next calls, on given traits or on any.</summary>
public sealed record Injection(
    string? Id = null, InjectionTraits? Traits = null, string? Code = null, Individual? Individual = null, InjectedFault? Fault = null,
    string? Body = null, int? HttpStatus = null, int? DelaySeconds = null, int Count = 1);

/// <summary>The answers that wait to be given.</summary>
public sealed class Injections(Ledger ledger)
{
    private const string Shelf = "insi.injections";
    private readonly Lock _gate = new();

    public IReadOnlyList<Injection> Waiting() => ledger.All<Injection>(Shelf);

    public Injection Add(Injection injection)
    {
        var kept = injection with { Id = Guid.CreateVersion7().ToString() };
        ledger.Put(Shelf, kept.Id, kept);
        return kept;
    }

    public void Clear() => ledger.Clear(Shelf);

    public Injection? Take(TraitSearch asked)
    {
        lock (_gate)
        {
            var found = Waiting().FirstOrDefault(i => i.Traits?.Match(asked) ?? true);
            if (found?.Count > 1) ledger.Put(Shelf, found.Id!, found with { Count = found.Count - 1 });
            else if (found is not null) ledger.Remove(Shelf, found.Id!);
            return found;
        }
    }
}
