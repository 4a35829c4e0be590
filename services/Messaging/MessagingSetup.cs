using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Notices;
using Messaging.Operators;
using Messaging.Receipts;
using Messaging.Receiving;
using Messaging.Recipients;
using Messaging.Sealing;
using Messaging.Sending;
using Platform.Merging;

namespace Messaging;

internal static class MessagingSetup
{
    public static void AddMessaging(this IServiceCollection services)
    {
        services.AddSingleton<MessageSeal>().AddSingleton<SendSignal>().AddSingleton<TeamMailboxes>().AddSingleton<ProofOfSending>();
        services.AddScoped<IdentitiesClient>().AddScoped<DirectoryClient>().AddScoped<DecisionsClient>().AddScoped<DocumentsClient>();
        services.AddScoped<QueueTransmission>().AddScoped<TellBreakGlass>().AddScoped<SendDelivery>().AddScoped<SendReceipt>().AddScoped<DecideAgain>().AddScoped<OverdueReading>();
        services.AddScoped<FileIncomingMail>().AddScoped<FileMessage>().AddScoped<FileReports>().AddScoped<FileAttachments>().AddScoped<ClosedConversation>();
        services.AddMergeFollower<MessagingDbContext, FollowMerge>().AddScoped<Sorting>().AddScoped<WriteMessage>().AddScoped<UnattachedConversations>().AddScoped<SuggestRecipients>().AddScoped<EmergencyRouting>();
        services.AddHostedService<SendDueDeliveries>().AddHostedService<WatchMailboxes>().AddHostedService<WatchReadings>();
    }

    /// <summary>The demonstration houses' mailboxes, under the settings given to the process.</summary>
    public static void AddDemoMailboxes(this ConfigurationManager configuration)
    {
        var demo = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "demo.json")).Build();
        configuration.Sources.Insert(0, new ChainedConfigurationSource { Configuration = demo });
    }
}
