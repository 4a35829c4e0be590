namespace Sandbox.Mail.Mailboxes;

/// <summary>Which citizens opened or closed their mailbox since the sandbox started for the first time.</summary>
public sealed class CitizenRegister(MailDatabase database)
{
    public void Set(string address, bool open) => database.Write(transaction =>
    {
        transaction.Execute("INSERT INTO citizens (address, open) VALUES ($a, $o) ON CONFLICT (address) DO UPDATE SET open = $o", ("$a", address), ("$o", open));
    });

    /// <summary>Null when nothing was said about this mailbox.</summary>
    public bool? Open(string address) => database.Read(connection =>
        connection.Query("SELECT open FROM citizens WHERE address = $a", row => (bool?)row.GetBoolean(0), ("$a", address)).SingleOrDefault());
}
