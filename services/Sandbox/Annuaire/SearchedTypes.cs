using Fhir;

namespace Sandbox.Annuaire;

/// <summary>A searchable resource type, its parameters, and what may be added to its answers.</summary>
internal sealed record SearchedType(string Name, IReadOnlyList<Resource> All, IReadOnlyList<SearchParameter<Resource>> Parameters);

/// <summary>The three resource types of the directory that the platform reads.</summary>
internal static class SearchedTypes
{
    public static readonly IReadOnlyList<SearchedType> All =
    [
        Type("Practitioner", Publication.Practitioners,
            Text<Practitioner>("family", p => p.Name!.Select(n => n.Family!)),
            Text<Practitioner>("given", p => p.Name!.SelectMany(n => n.Given!)!),
            Text<Practitioner>("name", p => p.Name!.SelectMany(n => n.Given!.Append(n.Family))!),
            Identifiers<Practitioner>(p => p.Identifier), IdentifierTypes<Practitioner>(p => p.Identifier), Active<Practitioner>(p => p.Active),
            Text<Practitioner>("mailbox-mss", p => Publication.Mailboxes(p.Telecom)),
            Codes<Practitioner>("qualification-code", p => (p.Qualification ?? []).Select(q => q.Code!))),
        Type("PractitionerRole", Publication.Roles,
            Identifiers<PractitionerRole>(r => r.Identifier), Active<PractitionerRole>(r => r.Active),
            Text<PractitionerRole>("mailbox-mss", r => Publication.Mailboxes(r.Telecom)),
            Reference<PractitionerRole>("practitioner", r => r.Practitioner), Reference<PractitionerRole>("organization", r => r.Organization),
            Codes<PractitionerRole>("role", r => r.Code!)),
        Type("Organization", Publication.Organizations,
            Text<Organization>("name", o => [o.Name!]),
            Identifiers<Organization>(o => o.Identifier), IdentifierTypes<Organization>(o => o.Identifier), Active<Organization>(o => o.Active),
            Text<Organization>("address", o => o.Address!.SelectMany(a => a.Line!.Append(a.City).Append(a.PostalCode))!),
            Text<Organization>("address-city", o => o.Address!.Select(a => a.City!)), Text<Organization>("address-postalcode", o => o.Address!.Select(a => a.PostalCode!)),
            Text<Organization>("mailbox-mss", o => Publication.Mailboxes(o.Telecom)),
            Reference<Organization>("partof", o => o.PartOf), Codes<Organization>("type", o => o.Type!)),
    ];

    public static SearchedType? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    private static SearchedType Type(string name, IReadOnlyList<Resource> all, params SearchParameter<Resource>[] parameters) =>
        new(name, all, [.. parameters, new("_id", Comparison.Token, r => [new(r.Id!)])]);

    private static SearchParameter<Resource> Text<T>(string name, Func<T, IEnumerable<string>> values) where T : Resource =>
        new(name, Comparison.Text, r => values((T)r).Select(v => new Indexed(v)));

    private static SearchParameter<Resource> Identifiers<T>(Func<T, List<Identifier>?> values) where T : Resource =>
        new("identifier", Comparison.Token, r => (values((T)r) ?? []).Select(i => new Indexed(i.Value!, i.System)));

    private static SearchParameter<Resource> IdentifierTypes<T>(Func<T, List<Identifier>?> values) where T : Resource =>
        new("identifier-type", Comparison.Token, r => (values((T)r) ?? []).Select(i => i.Type!.Coding![0]).Select(c => new Indexed(c.Code!, c.System)));

    private static SearchParameter<Resource> Active<T>(Func<T, bool?> value) where T : Resource =>
        new("active", Comparison.Token, r => [new(value((T)r) == true ? "true" : "false")]);

    private static SearchParameter<Resource> Codes<T>(string name, Func<T, IEnumerable<CodeableConcept>> values) where T : Resource =>
        new(name, Comparison.Token, r => values((T)r).SelectMany(c => c.Coding!).Select(c => new Indexed(c.Code!, c.System)));

    private static SearchParameter<Resource> Reference<T>(string name, Func<T, Reference?> value) where T : Resource =>
        new(name, Comparison.Reference, r => value((T)r)?.ReferenceValue is { } target ? [new(target)] : []);
}
