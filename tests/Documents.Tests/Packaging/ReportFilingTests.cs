using Contracts.Documents;
using Documents.Tests.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;

namespace Documents.Tests.Packaging;

/// <summary>What telemedicine has filed in the name of a professional.</summary>
public sealed class ReportFilingTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private const string Doctor = "luc.ferrand@medecin.mssante.fr";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DocumentPackages.DocumentPackagesClient Client => new(GrpcChannel.ForAddress(api.GrpcAddress));

    [Fact]
    public async Task A_report_is_final_deposited_and_asked_of_messaging_once_however_often_it_is_filed()
    {
        var person = api.NewPerson();
        var request = Report(person);
        var (first, second) = (await FileAsync(request), await FileAsync(request));

        Assert.Equal((first.DocumentId, false, true), (second.DocumentId, first.AlreadyKnown, second.AlreadyKnown));
        Assert.Equal(["dmp", "mssante"], first.Transmissions.Select(t => t.Channel).Order(StringComparer.Ordinal));
        var id = Guid.Parse(first.DocumentId);
        await api.UntilAsync(id, "Dmp", "Delivered");
        var asked = await api.WaitForOneAsync(TransmissionRequested.Topic, e => e.As<TransmissionRequested>().DocumentId == id);
        Assert.Equal(("85208-7", Doctor), (asked.As<TransmissionRequested>().TypeCode, Assert.Single(asked.As<TransmissionRequested>().RecipientAddresses)));
        await api.WaitForOneAsync(DocumentValidated.Topic, e => e.As<DocumentValidated>().DocumentId == id);
    }

    [Fact]
    public async Task Opposed_to_the_DMP_the_report_stays_in_the_file_and_the_answer_says_why()
    {
        var person = api.NewPerson();
        api.Consent.Refuse = r => r.UsagerId == person.ToString() && r.Channel == "dmp" ? "DENY_OPPOSITION" : null;
        var filed = await FileAsync(Report(person));
        api.Consent.Refuse = _ => null;

        var dmp = filed.Transmissions.Single(t => t.Channel == "dmp");
        Assert.Equal(("blocked", "opposed"), (dmp.Status, dmp.ReasonCode));
        Assert.Equal("waiting", filed.Transmissions.Single(t => t.Channel == "mssante").Status);
    }

    [Fact]
    public async Task A_request_is_printed_from_its_sections_and_its_reference_is_what_the_mail_s_subject_says()
    {
        var request = Report(api.NewPerson());
        (request.TypeCode, request.Title, request.Dmp, request.Pdf) = ("75496-0", "Demande TLM-7K3QD9M2XA", false, ByteString.Empty);
        request.Sections.Add(new ReportSection { Title = "Motif clinique", Lines = { "Troubles du comportement" } });
        var filed = await FileAsync(request);

        var mail = Assert.Single(filed.Transmissions);
        var package = await Client.GetPackageAsync(new() { DocumentId = filed.DocumentId, TransmissionId = mail.TransmissionId }, As(), cancellationToken: Ct);
        Assert.Equal("Demande TLM-7K3QD9M2XA", package.SubjectLabel);
        Assert.True(package.Pdf.Span.StartsWith("%PDF-"u8));
    }

    [Theory]
    [InlineData("00000-0", "%PDF-1.4")]
    [InlineData("85208-7", "bonjour")]
    public async Task What_cannot_be_filed_is_refused(string type, string content)
    {
        var request = Report(api.NewPerson());
        (request.TypeCode, request.Pdf) = (type, ByteString.CopyFromUtf8(content));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => FileAsync(request))).StatusCode);
    }

    [Fact]
    public async Task What_came_from_outside_is_given_back_as_it_came_and_not_to_another_organisation()
    {
        var filed = await Client.FileReceivedAsync(new() { Cda = ByteString.CopyFromUtf8("<a/>"), Origin = "mssante", UniqueId = Guid.CreateVersion7().ToString() }, As(), cancellationToken: Ct);
        Assert.Equal("<a/>", (await Client.GetReceivedAsync(new() { DocumentId = filed.DocumentId }, As(), cancellationToken: Ct)).Cda.ToStringUtf8());
        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.GetReceivedAsync(new() { DocumentId = filed.DocumentId }, As(Demo.Rivieres), cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    private static FileReportRequest Report(Guid person) => new()
    {
        SourceId = $"telemedicine-report/{Guid.CreateVersion7()}", UsagerId = person.ToString(), EstablishmentId = Demo.SaulesBlancs.ToString(), TypeCode = "85208-7", Title = "Compte rendu de télémédecine TLM-7K3QD9M2XA",
        Pdf = ByteString.CopyFromUtf8("%PDF-1.4\n%%EOF\n"), AuthorSituationId = Demo.Vasseur.ToString(), Dmp = true, Recipients = { Doctor },
    };

    private Task<FiledReport> FileAsync(FileReportRequest request) => Client.FileReportAsync(request, As(), cancellationToken: Ct).ResponseAsync;

    private static Metadata As(Guid? tenant = null) => new()
    {
        { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("telemedicine", TimeProvider.System.GetUtcNow())}" }, { "x-tenant", (tenant ?? Demo.Brume).ToString() },
    };
}
