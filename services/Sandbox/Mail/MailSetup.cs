using System.Text;
using Microsoft.Extensions.Configuration.Json;
using Sandbox.Ledgers;
using Sandbox.Mail.Citizens;
using Sandbox.Mail.Control;
using Sandbox.Mail.Delivery;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Mailboxes;
using Sandbox.Mail.Operators;
using Sandbox.Mail.Reading;
using Sandbox.Mail.Receipts;
using Sandbox.Mail.Submission;

namespace Sandbox.Mail;

/// <summary>The mail half of the sandbox: two MSSanté operators, their readers, and Mon espace santé.</summary>
public static class MailSetup
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        // The usual behaviour of the two operators; any other source of settings wins over it.
        builder.Configuration.Sources.Insert(0, new JsonStreamConfigurationSource { Stream = new MemoryStream(Encoding.UTF8.GetBytes(EmbeddedFile.Text("operators.json"))) });
        var services = builder.Services;
        services.AddOptions<MailSettings>().BindConfiguration("Sandbox:Mail")
            .PostConfigure(mail => ListenWith(mail, builder.Configuration["Sandbox:Address"])).Validate(AllAreValid, "An operator of Sandbox:Mail is not set up correctly.").ValidateOnStart();
        services.AddSingleton(_ => new MailDatabase(Path.Combine(builder.Configuration["Sandbox:DataPath"] ?? Directory.CreateTempSubdirectory("sandbox-").FullName, "mail.db")));
        services.AddSingleton(_ => EmbeddedFile.Read<TrustSpaceFile>("trust-space.json"));
        services.AddSingleton<CitizenRegister>().AddSingleton<TrustSpace>().AddSingleton<MailboxSignal>().AddSingleton<Folders>();
        services.AddSingleton<MailFaults>().AddSingleton<OperatorDirectory>().AddSingleton<MailCertificates>().AddSingleton<Credentials>();
        services.AddSingleton<MailQueue>().AddSingleton<MailCarrier>().AddSingleton<Reader>().AddSingleton<Reply>().AddSingleton<Conversation>();
        services.AddSingleton<SmtpDesk>().AddSingleton<ImapDesk>().AddSingleton<MailReset>();
        services.AddHostedService<CarryMails>();
        services.AddHostedService<OperatorHost>();
    }

    public static void MapMail(this WebApplication app)
    {
        app.Services.GetRequiredService<Ledger>().Forgotten += app.Services.GetRequiredService<MailReset>().Run;
        app.MapReaders();
        app.MapSending();
        app.MapCitizens();
        app.MapMailFaults();
    }

    private static void ListenWith(MailSettings settings, string? address)
    {
        foreach (var one in settings.Operators.Values) one.Address ??= address ?? "127.0.0.1";
    }

    private static bool AllAreValid(MailSettings settings) => settings.Operators.Values.All(one =>
        System.ComponentModel.DataAnnotations.Validator.TryValidateObject(one, new(one), null, validateAllProperties: true));
}
