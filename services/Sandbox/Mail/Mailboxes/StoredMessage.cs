using System.Text;
using Microsoft.Data.Sqlite;

namespace Sandbox.Mail.Mailboxes;

/// <summary>A mail as it lies in one folder of one mailbox.</summary>
public sealed record StoredMessage(Guid Id, string Address, string Folder, long Uid, string ReturnPath, string? OriginalRecipient, long Size, DateTimeOffset ReceivedAt)
{
    internal const string Columns = "id, address, folder, uid, return_path, original_recipient, size, received_at, flags, receipt";

    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>What the reader already answered about this mail; a receipt is given once.</summary>
    public string? Receipt { get; init; }

    public bool Seen => Has("\\Seen");

    public bool Has(string flag) => Flags.Contains(flag, StringComparer.OrdinalIgnoreCase);

    internal static StoredMessage From(SqliteDataReader row) =>
        new(Guid.Parse(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.Text(5), row.GetInt64(6), row.Moment(7))
        {
            Flags = row.GetString(8).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Receipt = row.Text(9),
        };

    internal static byte[] Join(string head, byte[] raw) => [.. Encoding.ASCII.GetBytes(head), .. raw];
}
