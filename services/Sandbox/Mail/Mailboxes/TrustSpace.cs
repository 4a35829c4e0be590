using Sandbox.Insi;

namespace Sandbox.Mail.Mailboxes;

/// <summary>The trust space of the sandbox: which domains may exchange mail, and which mailboxes exist in them.</summary>
public sealed class TrustSpace(TrustSpaceFile file, CitizenRegister register, KnownIdentities identities)
{
    public const string CitizenDomain = "patient.mssante.fr";

    private readonly Dictionary<string, Mailbox> _professionals = file.Mailboxes
        .Select(box => box with { Address = MailAddress.Fold(box.Address) }).ToDictionary(box => box.Address, StringComparer.Ordinal);

    public IEnumerable<Mailbox> Professionals => _professionals.Values.OrderBy(box => box.Address, StringComparer.Ordinal);

    public bool Covers(string address)
    {
        var domain = MailAddress.DomainOf(address);
        return file.Domains.Any(trusted => domain == trusted || domain.EndsWith("." + trusted, StringComparison.Ordinal));
    }

    public Mailbox? Find(string address)
    {
        var folded = MailAddress.Fold(address);
        return IsCitizen(folded) ? FindCitizen(folded) : _professionals.GetValueOrDefault(folded);
    }

    public static bool IsCitizen(string address) => MailAddress.DomainOf(address) == CitizenDomain;

    public static string CitizenAddress(string matricule) => MailAddress.Fold(matricule + "@" + CitizenDomain);

    /// <summary>Whether the citizen has closed the mailbox; unknown citizens have none at all.</summary>
    public bool IsClosed(string address) => register.Open(MailAddress.Fold(address)) is false;

    /// <summary>Opens the mailbox of a person, or closes it. It stays so across restarts.</summary>
    public void SetCitizen(string matricule, bool open) => register.Set(CitizenAddress(matricule), open);

    // Every person of the national identity base has a mailbox, and so have those the control interface gave one.
    private Mailbox? FindCitizen(string address)
    {
        var matricule = address.Split('@')[0].ToUpperInvariant();
        var person = identities.All().FirstOrDefault(one => one.Matricule == matricule);
        if (person is null && register.Open(address) is null) return null;
        var name = person is null ? matricule : (person.GivenName ?? person.GivenNames.Split(' ')[0]) + " " + person.BirthName;
        return new(address, Mailbox.Citizen, name, [], []);
    }
}

/// <summary>The content of <c>trust-space.json</c>.</summary>
public sealed record TrustSpaceFile(IReadOnlyList<string> Domains, IReadOnlyList<Mailbox> Mailboxes);
