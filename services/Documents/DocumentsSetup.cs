using Documents.Access;
using Documents.Dmp;
using Documents.Dmp.Consultation;
using Documents.Dmp.Habilitation;
using Documents.Packaging;
using Documents.Records;
using Documents.Rendering;
using Documents.Transmissions;
using Documents.Vault;
using Microsoft.Extensions.Options;
using Platform.Merging;

namespace Documents;

internal static class DocumentsSetup
{
    public static void AddDocuments(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var ring = builder.Configuration["Documents:KeyRingFile"] ?? throw new InvalidOperationException("Documents:KeyRingFile is missing.");
        var create = builder.Configuration.GetValue("Documents:CreateKeyRing", false);
        services.AddSingleton(_ => KeyRing.Load(ring, create));
        services.AddOptions<DmpSettings>().BindConfiguration("National:Dmp").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IdentityClient>().AddSingleton<DirectoryClient>().AddSingleton<ConsentClient>();
        services.AddSingleton<PdfRenderer>().AddSingleton<DmpClient>();
        services.AddSingleton(provider => DmpMatrix.Load(provider.GetRequiredService<IOptions<DmpSettings>>().Value.MatrixFile)).AddSingleton<DmpHabilitation>().AddSingleton<DmpReading>();
        services.AddScoped<BlobVault>().AddScoped<CareAccess>().AddScoped<HeaderAssembly>().AddScoped<DocumentRenderer>().AddScoped<DocumentViewing>();
        services.AddScoped<Succession>().AddScoped<Dispatch>().AddScoped<AutomaticSending>().AddScoped<DmpDeposit>().AddScoped<InsWatch>().AddScoped<DecideAgain>().AddMergeFollower<DocumentsDbContext, FollowMerge>().AddScoped<Sorting>().AddScoped<ReportFiling>();
        services.AddHostedService<DepositDue>().AddHostedService<WatchIns>();
    }
}
