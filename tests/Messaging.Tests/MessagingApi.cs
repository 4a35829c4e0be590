using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Documents;
using Contracts.Identity;
using Messaging.Tests.Peers;
using Testing;

namespace Messaging.Tests;

/// <summary>The real service between a test operator and the answers of its neighbours.</summary>
internal class MessagingApi(OperatorTraits traits) : ServiceFixture<MessagingDbContext>("messaging")
{
    public const string Team = "soins@saules-blancs.valdebrume.mssante.fr";
    public const string Emergency = "urgences@ch-montclair.mssante.fr";
    public const string Admissions = "admissions@ch-montclair.mssante.fr";
    public const string Citizen = "236066322083656@patient.mssante.fr";
    public static readonly Guid Catarina = Guid.Parse("01900000-0000-7000-8000-00000000c001");
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public TestOperator Operator { get; } = new(traits);
    public ConsentAnswers Consent { get; } = new();
    public IdentityAnswers Identity { get; } = new();
    public DirectoryAnswers Directory { get; } = new();
    public DocumentsAnswers Documents { get; } = new();

    public static UsagerIdentity Person(string status = "QUAL") => new()
    {
        UsagerId = Catarina.ToString(), Status = status, BirthName = "TCHITCHI", FirstBirthName = "CATARINA", BirthNames = "CATARINA", Sex = "F", BirthDate = "1936-06-21",
        Matricule = status == "QUAL" ? "236066322083656" : "", Oid = status == "QUAL" ? "1.2.250.1.213.1.4.8" : "", Active = true,
    };

    /// <summary>Where the team's mailbox is; another operator may stand there.</summary>
    protected virtual IReadOnlyDictionary<string, string?> OperatorSettings() => Operator.Settings(Team, Demo.Brume, Demo.SaulesBlancs);

    public static Task<MessagingApi> StartAsync(OperatorTraits? traits = null, Action<MessagingApi>? arrange = null) => StartAsync(new MessagingApi(traits ?? OperatorTraits.Alpha), arrange);

    public static async Task<MessagingApi> StartAsync(MessagingApi api, Action<MessagingApi>? arrange = null)
    {
        api.Identity.People.Add(Person());
        api.Directory.Boxes.Add(new() { Address = Emergency, Finess = "990000069", Service = "urgences", Type = "ORG", StructureName = "CH de Montclair", Label = "CH DE MONTCLAIR - Urgences" });
        api.Directory.Boxes.Add(new() { Address = Admissions, Finess = "990000069", Service = "admissions", Type = "ORG", StructureName = "CH de Montclair", Label = "CH DE MONTCLAIR - Admissions" });
        arrange?.Invoke(api);
        await api.InitializeAsync();
        return api;
    }

    protected override async Task ArrangeAsync()
    {
        foreach (var (key, value) in OperatorSettings()) Settings.TryAdd(key, value);
        Settings["Messaging:KeyFile"] = Path.Combine(Path.GetTempPath(), $"messaging-{Guid.NewGuid():N}.key");
        Settings["National:Mss:FirstRetry"] = "00:00:00.2";
        Settings["National:Mss:ProofWithin"] = "00:00:01";
        Settings["National:Mss:OverduePace"] = "00:00:01";
        Settings["National:Mss:ProductNumber"] = "NIL42";
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(Consent)).Address;
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<IdentityAnswers>.StartAsync(Identity)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<DirectoryAnswers>.StartAsync(Directory)).Address;
        Settings["Services:documents:Grpc"] = Own(await FakeGrpc<DocumentsAnswers>.StartAsync(Documents)).Address;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Operator.DisposeAsync();
        File.Delete(Settings["Messaging:KeyFile"]!);
    }

    public async Task<TransmissionRequested> RequestAsync(string channel = "mssante", string typeCode = "74207-2", params string[] recipients)
    {
        var fact = new TransmissionRequested(Guid.CreateVersion7(), Guid.CreateVersion7(), Catarina, channel, typeCode, recipients, Demo.SaulesBlancs, Demo.Montagne, Clock.GetUtcNow());
        Assert.Equal("SUCCESS", await DeliverAsync(TransmissionRequested.Topic, fact, Demo.Brume));
        return fact;
    }

    public async Task<JsonElement> GetAsync(string path) => await As(Demo.Brume).GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> BoardAsync(Guid document) => (await GetAsync($"/board?documentId={document}")).GetProperty("deliveries");

    /// <summary>The first line of the board once it is in that state.</summary>
    public Task<JsonElement> WaitForStateAsync(Guid document, string status, int row = 0) => UntilAsync(async () =>
    {
        var board = await BoardAsync(document);
        var line = board.EnumerateArray().OrderBy(d => d.GetProperty("rank").GetInt32()).ElementAtOrDefault(row);
        return line.ValueKind == JsonValueKind.Object && line.GetProperty("status").GetString() == status ? line : null;
    }, () => BoardAsync(document));

    public Task<IReadOnlyList<Messaging.Mail.MailPart>> WaitForMailsAsync(string address, int count) => UntilAsync(
        () => Task.FromResult(Operator.Store.Folder(address) is var mails && mails.Count >= count ? (IReadOnlyList<Messaging.Mail.MailPart>)[.. mails.Select(m => Messaging.Mail.MailReader.Read(m))] : null));

    public static async Task<T> UntilAsync<T>(Func<Task<T?>> look, Func<Task<JsonElement>>? explain = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!limit.IsCancellationRequested)
        {
            if (await look() is { } found) return found;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        throw new TimeoutException("The expected state did not come: " + (explain is null ? "" : (await explain()).ToString()));
    }

    private static Task<JsonElement> UntilAsync(Func<Task<JsonElement?>> look, Func<Task<JsonElement>> explain) => UntilAsync<object>(async () => await look(), explain).ContinueWith(t => (JsonElement)t.GetAwaiter().GetResult(), TaskScheduler.Default);
}
