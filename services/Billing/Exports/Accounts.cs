using System.Text.Json;
using Billing.Rules;

namespace Billing.Exports;

/// <summary>Accounts of the journal: data, so that a house on another chart of accounts puts its own file (Billing:AccountsFile).</summary>
internal sealed class Accounts
{
    private readonly AccountFile _file;

    private Accounts(AccountFile file) => _file = file;

    public string Journal => _file.Journal;

    public static Accounts Read(string? path)
    {
        using var stream = path is { Length: > 0 } ? File.OpenRead(path) : typeof(Accounts).Assembly.GetManifestResourceStream("Billing.Exports.accounts.json")!;
        return new(JsonSerializer.Deserialize<AccountFile>(stream, JsonSerializerOptions.Web)!);
    }

    public string OfPayer(PayerKind kind) => _file.Payers[kind.Code()];

    public (string Account, string Section) OfNature(Nature nature) => _file.Natures[nature.Code()] is var row ? (row.Account, row.Section) : default;

    private sealed record AccountFile(string Journal, Dictionary<string, string> Payers, Dictionary<string, NatureAccount> Natures);

    private sealed record NatureAccount(string Account, string Section);
}
