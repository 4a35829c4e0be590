namespace Sandbox.Mail.Mailboxes;

/// <summary>Which citizens opened or closed their mailbox since the sandbox started for the first time.</summary>
public sealed class CitizenRegister(MailDatabase database)
{
    public void Set(string address, bool open) => database.Write(transaction =>
    {
        transaction.Execute("INSERT INTO citizens (address, open) VALUES ($a, $o) ON CONFLICT (address) DO UPDATE SET open = $o", ("$a", address), ("$o", open));
    });

    public IReadOnlyList<string> Addresses() => database.Read(connection => connection.Query("SELECT address FROM citizens", row => row.GetString(0)));

    public bool IsClosed(string address) => database.Read(connection =>
        connection.Query("SELECT 1 FROM citizens WHERE address = $a AND open = 0", row => row.GetInt32(0), ("$a", address)).Count > 0);
}
