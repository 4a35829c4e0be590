using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
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
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource { FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory), Path = "Mail/operators.json" });
        var data = builder.Configuration["Sandbox:DataPath"] ?? "data";
        var services = builder.Services;
        services.AddOptions<MailSettings>().BindConfiguration("Sandbox:Mail").Validate(AllAreValid, "An operator of Sandbox:Mail is not set up correctly.").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(Credentials.HttpClientName).ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton(_ => new MailDatabase(Path.Combine(data, "mail.db")));
        services.AddSingleton(_ => TrustSpaceFile.Read(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Mail", "trust-space.json"))));
        services.AddSingleton<CitizenRegister>().AddSingleton<TrustSpace>().AddSingleton<MailboxSignal>().AddSingleton<Folders>();
        services.AddSingleton<MailFaults>().AddSingleton<OperatorDirectory>().AddSingleton<MailCertificates>().AddSingleton<Credentials>();
        services.AddSingleton<MailQueue>().AddSingleton<MailCarrier>().AddSingleton<Reader>().AddSingleton<Reply>().AddSingleton<Conversation>();
        services.AddSingleton<SmtpDesk>().AddSingleton<ImapDesk>().AddSingleton<MailReset>();
        services.AddHostedService<CarryMails>();
        services.AddHostedService<OperatorHost>();
    }

    public static void MapMail(this IEndpointRouteBuilder routes)
    {
        routes.MapReaders();
        routes.MapCitizens();
        routes.MapMailFaults();
    }

    private static bool AllAreValid(MailSettings settings) => settings.Operators.Values.All(one =>
        System.ComponentModel.DataAnnotations.Validator.TryValidateObject(one, new(one), null, validateAllProperties: true));
}
