using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Contracts.Documents;
using Documents.Cda;
using Documents.Packaging;
using Documents.Tests.Api;
using Documents.Tests.Cda;
using Documents.Xds;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Packaging;

public sealed class PackageTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DocumentPackages.DocumentPackagesClient Client => new(GrpcChannel.ForAddress(api.GrpcAddress));

    private static Metadata As(Guid tenant) => new()
    {
        { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("messaging", TimeProvider.System.GetUtcNow())}" }, { "x-tenant", tenant.ToString() },
    };

    private async Task<DocumentPackage> PackageAsync(Guid document, Guid transmission, Guid? tenant = null) => await Client.GetPackageAsync(
        new() { DocumentId = document.ToString(), TransmissionId = transmission.ToString() }, As(tenant ?? Demo.Brume), cancellationToken: Ct);

    private async Task<Guid> MailAsync(Guid document, string channel = "Mssante") => (await api.SendAsync(document, channel)).AsArray().Single()!["id"]!.GetValue<Guid>();

    [Fact]
    public async Task A_package_holds_the_document_its_PDF_and_metadata_that_describe_it()
    {
        var id = await api.ValidatedAsync(api.NewPerson());

        var package = await PackageAsync(id, await MailAsync(id));

        var cda = XDocument.Load(new MemoryStream(package.Cda.ToByteArray())).Root!;
        Assert.Empty(CdaChecker.Faults(cda));
        Assert.Equal(package.Pdf.ToByteArray(), Convert.FromBase64String(cda.Descendants(XName.Get("nonXMLBody", CdaWriter.Namespace)).Single().Value));
        var metadata = XDocument.Load(new MemoryStream(package.XdmMetadata.ToByteArray()));
        Assert.Contains(Convert.ToHexStringLower(SHA1.HashData(package.Cda.ToByteArray())), metadata.ToString(), StringComparison.Ordinal);
        Assert.Contains("DOC00001.XML", metadata.ToString(), StringComparison.Ordinal);
        Assert.Equal(("74207-2", "Document de liaison d'urgence", Oids.Of(id), true), (package.TypeCode, package.TypeLabel, package.UniqueId, package.InsQualified));
        Assert.Matches(@"^\d{8}_Document de liaison d'urgence_TCHITCHI_CATARINA\.pdf$", package.PdfName);
        Assert.Contains("urgences@ch-montclair.mssante.fr", Encoding.UTF8.GetString(package.Cda.ToByteArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_channel_receives_the_very_same_bytes()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        var (hospital, person) = (await MailAsync(id), await MailAsync(id, "Citizen"));
        await api.UntilAsync(id, "Dmp", "Delivered");
        var deposited = api.Dmp.Documents.Single(d => d.UniqueId == Oids.Of(id)).Cda;

        Assert.Equal(deposited, (await PackageAsync(id, hospital)).Cda.ToByteArray());
        Assert.Equal(deposited, (await PackageAsync(id, person)).Cda.ToByteArray());
        Assert.Equal(deposited, await api.Doctor.GetByteArrayAsync($"/documents/{id}/cda", Ct));
    }

    [Fact]
    public async Task Packages_and_a_deposit_asked_at_once_all_come_out_the_same()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await api.ValidatedAsync(api.NewPerson());
            var (hospital, person) = (await MailAsync(id), await MailAsync(id, "Citizen"));
            await api.SendAsync(id, "Dmp");

            var packages = await Task.WhenAll(PackageAsync(id, hospital), PackageAsync(id, person), PackageAsync(id, hospital));

            await api.UntilAsync(id, "Dmp", "Delivered");
            var deposited = api.Dmp.Documents.Single(d => d.UniqueId == Oids.Of(id)).Cda;
            Assert.All(packages, p => Assert.Equal(deposited, p.Cda.ToByteArray()));
        }
    }

    [Fact]
    public async Task What_may_not_leave_is_not_packed()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        var mail = await MailAsync(id);
        api.SetPerson(person, "RECUP");
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => PackageAsync(id, mail))).StatusCode);

        api.SetPerson(person, "QUAL");
        await OkAsync(await api.Doctor.PostAsync($"/documents/{id}/cancel", null, Ct));
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => PackageAsync(id, mail))).StatusCode);
    }

    [Fact]
    public async Task An_identity_that_changed_after_the_first_sending_asks_for_a_new_version()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        await PackageAsync(id, await MailAsync(id));
        api.SetPerson(person, "QUAL", "277076322082910");

        Assert.Contains("nouvelle version", (await Assert.ThrowsAsync<RpcException>(async () => await PackageAsync(id, await MailAsync(id, "Citizen")))).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emergency_package_for_an_unknown_INS_carries_none()
    {
        var id = await api.ValidatedAsync(api.NewPerson("PROV"));
        var request = new { channels = new[] { "Mssante" }, recipients = new[] { "urgences@ch-montclair.mssante.fr" }, emergency = true };
        var mail = (await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/transmissions", request, Ct))).AsArray().Single()!["id"]!.GetValue<Guid>();

        var package = await PackageAsync(id, mail);

        Assert.False(package.InsQualified);
        Assert.DoesNotContain("1.2.250.1.213.1.4.", Encoding.UTF8.GetString(package.Cda.ToByteArray()) + Encoding.UTF8.GetString(package.XdmMetadata.ToByteArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_and_a_user_get_no_package()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        var mail = await MailAsync(id);

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => PackageAsync(id, mail, Demo.Rivieres))).StatusCode);
        var user = new Metadata { { "authorization", api.Doctor.DefaultRequestHeaders.Authorization!.ToString() } };
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.GetPackageAsync(new() { DocumentId = id.ToString(), TransmissionId = mail.ToString() }, user, cancellationToken: Ct))).StatusCode);
    }

    [Fact]
    public async Task A_document_received_twice_is_filed_once()
    {
        var person = api.NewPerson();
        var request = new FileReceivedRequest { UsagerId = person.ToString(), Cda = ByteString.CopyFromUtf8("<x/>"), Pdf = ByteString.CopyFromUtf8("%PDF-1.4 recu"), Origin = "mssante", UniqueId = "1.2.3." + Random.Shared.Next(), MessageId = "<m@x>" };

        var (first, again) = (await Client.FileReceivedAsync(request, As(Demo.Brume), cancellationToken: Ct), await Client.FileReceivedAsync(request, As(Demo.Brume), cancellationToken: Ct));

        Assert.False(first.AlreadyKnown);
        Assert.True(again.AlreadyKnown);
        Assert.Equal(first.DocumentId, again.DocumentId);
        Assert.Single((await OkAsync(await api.Doctor.GetAsync($"/received-documents?usagerId={person}", Ct))).AsArray());
        Assert.Equal("%PDF-1.4 recu"u8.ToArray(), await api.Doctor.GetByteArrayAsync($"/received-documents/{first.DocumentId}/pdf", Ct));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await api.As(Demo.Rivieres, Demo.Bellec).GetAsync($"/received-documents/{first.DocumentId}/pdf", Ct)).StatusCode);
        await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, e => e.As<Contracts.Audit.AccessRecorded>() is { Action: "received-document.read", Outcome: "refused" } line && line.SubjectId == first.DocumentId);
    }
}
