using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Messages;
using Messaging.Receipts;
using Messaging.Receiving;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging;

public class MessagingDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<ReceivedFile> ReceivedFiles => Set<ReceivedFile>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<IncomingMail> IncomingMails => Set<IncomingMail>();
    public DbSet<MailboxCursor> MailboxCursors => Set<MailboxCursor>();
    public DbSet<OwedReceipt> OwedReceipts => Set<OwedReceipt>();

    protected override bool FollowsMerges => true;
}

/// <summary>Holds the PostgreSQL migrations; adds nothing else.</summary>
public sealed class PostgresMessaging(DbContextOptions<PostgresMessaging> options, TenantScope tenant) : MessagingDbContext(options, tenant);
