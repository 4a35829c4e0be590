using System.Collections.Concurrent;
using System.Text.Json;

namespace Sandbox.Mail.Mailboxes;

/// <summary>The trust space of the sandbox: which domains may exchange mail, and which mailboxes exist in them.</summary>
public sealed class TrustSpace
{
    public const string CitizenDomain = "patient.mssante.fr";
    private readonly ConcurrentDictionary<string, Mailbox> _boxes = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _domains;
    private readonly TrustSpaceFile _file;
    private readonly CitizenRegister _register;

    public TrustSpace(TrustSpaceFile file, CitizenRegister register)
    {
        (_file, _register, _domains) = (file, register, file.Domains);
        Fill();
    }

    public IEnumerable<Mailbox> Professionals => _boxes.Values.Where(box => box.Kind != Mailbox.Citizen).OrderBy(box => box.Address, StringComparer.Ordinal);

    public bool Covers(string address)
    {
        var domain = MailAddress.DomainOf(address);
        return _domains.Any(trusted => domain == trusted || domain.EndsWith("." + trusted, StringComparison.Ordinal));
    }

    public Mailbox? Find(string address) => _boxes.GetValueOrDefault(MailAddress.Fold(address));

    public static bool IsCitizen(string address) => MailAddress.DomainOf(address) == CitizenDomain;

    public static string CitizenAddress(string matricule) => MailAddress.Fold(matricule + "@" + CitizenDomain);

    /// <summary>Whether the citizen has closed the mailbox; unknown citizens have none at all.</summary>
    public bool IsClosed(string address) => _register.IsClosed(MailAddress.Fold(address));

    /// <summary>Opens the mailbox of a person, or closes it. It stays so across restarts.</summary>
    public void SetCitizen(string matricule, bool open)
    {
        var address = CitizenAddress(matricule);
        _register.Set(address, open);
        _boxes.TryAdd(address, NewCitizen(address, matricule));
    }

    /// <summary>Back to the mailboxes of the file.</summary>
    public void Fill()
    {
        _boxes.Clear();
        foreach (var box in _file.Mailboxes) _boxes[MailAddress.Fold(box.Address)] = box with { Address = MailAddress.Fold(box.Address) };
        foreach (var citizen in _file.Citizens) _boxes[CitizenAddress(citizen.Matricule)] = NewCitizen(CitizenAddress(citizen.Matricule), citizen.Name);
        foreach (var address in _register.Addresses()) _boxes.TryAdd(address, NewCitizen(address, address.Split('@')[0]));
    }

    private static Mailbox NewCitizen(string address, string name) => new(address, Mailbox.Citizen, name, [], []);
}

/// <summary>The content of <c>trust-space.json</c>.</summary>
public sealed record TrustSpaceFile(IReadOnlyList<string> Domains, IReadOnlyList<Mailbox> Mailboxes, IReadOnlyList<TrustSpaceFile.Person> Citizens)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public sealed record Person(string Matricule, string Name);

    public static TrustSpaceFile Read(Stream json) =>
        JsonSerializer.Deserialize<TrustSpaceFile>(json, Web) ?? throw new InvalidDataException("The trust space file is empty.");
}
