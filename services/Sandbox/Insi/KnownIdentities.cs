using Sandbox.Ledgers;

namespace Sandbox.Insi;

/// <summary>The published test identities, and those added through the control interface.</summary>
public sealed class KnownIdentities(Ledger ledger)
{
    private static readonly IReadOnlyList<Individual> Published = EmbeddedFile.Read<List<Individual>>("identities.json");

    public IReadOnlyList<Individual> All() => [.. Published, .. ledger.All<Individual>("insi.identities")];

    public void Add(Individual individual) => ledger.Put("insi.identities", individual.Matricule, individual);

    public IReadOnlyList<Individual> Find(TraitSearch asked) => [.. All().Where(i => i.Matches(asked))];

    public Individual? Holder(string matricule, string oid) => All().FirstOrDefault(i => i.Matricule == matricule && i.Oid == oid);
}
