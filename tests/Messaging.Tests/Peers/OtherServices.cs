using Contracts.Consent;
using Contracts.Directory;
using Contracts.Documents;
using Contracts.Identity;
using Google.Protobuf;
using Grpc.Core;

namespace Messaging.Tests.Peers;

/// <summary>What consent answers in a test.</summary>
public sealed class ConsentAnswers : Decisions.DecisionsBase
{
    public Func<AuthorizeRequest, Decision> Decide { get; set; } = _ => new() { Allowed = true, ReasonCode = "ALLOW" };
    public List<CareCircleMember> Circle { get; } = [];
    public System.Collections.Concurrent.ConcurrentQueue<AuthorizeRequest> Asked { get; } = new();

    public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(Decide(request));
    }

    public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context) => Task.FromResult(new DecisionList
    {
        Decisions = { request.Usagers.Select(usager => Decide(new() { UsagerId = usager.UsagerId, SituationId = request.SituationId, Category = request.Category, Action = request.Action, Purpose = request.Purpose })) },
    });

    public override Task<CareCircle> GetCareCircle(GetCareCircleRequest request, ServerCallContext context) => Task.FromResult(new CareCircle { Members = { Circle } });
}

/// <summary>What identity answers in a test.</summary>
public sealed class IdentityAnswers : IdentityLookup.IdentityLookupBase
{
    public List<UsagerIdentity> People { get; } = [];

    public override Task<UsagerIdentity> GetIdentity(GetIdentityRequest request, ServerCallContext context) =>
        Task.FromResult(People.Find(p => p.UsagerId == request.UsagerId) ?? throw new RpcException(new(StatusCode.NotFound, "unknown")));

    public override Task<UsagerIdentities> FindByIns(FindByInsRequest request, ServerCallContext context) =>
        Task.FromResult(new UsagerIdentities { Identities = { People.Where(p => p.Matricule == request.Matricule && p.Status == "QUAL" && (request.Oid.Length == 0 || request.Oid == p.Oid)) } });
}

/// <summary>What directory answers in a test.</summary>
public sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    public List<Mailbox> Boxes { get; } = [];

    public override Task<Contracts.Directory.Mailboxes> FindMailboxes(FindMailboxesRequest request, ServerCallContext context) => Task.FromResult(new Contracts.Directory.Mailboxes
    {
        Mailboxes_ =
        {
            Boxes.Where(b => (request.Finess.Length == 0 || b.Finess == request.Finess) && (request.Service.Length == 0 || b.Service == request.Service) && (request.NationalId.Length == 0 || b.NationalId == request.NationalId)
                && (request.Address.Length == 0 || b.Address == request.Address) && (request.FamilyName.Length == 0 || b.FamilyName.StartsWith(request.FamilyName, StringComparison.OrdinalIgnoreCase))),
        },
    });

    public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context) => request.EstablishmentId == Testing.Demo.SaulesBlancs.ToString()
        ? Task.FromResult(new Establishment { EstablishmentId = request.EstablishmentId, Name = "EHPAD Les Saules Blancs", Phone = "0400000001" })
        : throw new RpcException(new(StatusCode.NotFound, "unknown"));

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) => Task.FromResult(new Situation
    {
        SituationId = request.SituationId, Active = true,
        TenantId = (request.SituationId == Testing.Demo.Bellec.ToString() ? Testing.Demo.Rivieres : Testing.Demo.Brume).ToString(),
        FunctionLabel = "Infirmier diplômé d'État", EstablishmentName = request.SituationId == Testing.Demo.MontagneRoseraie.ToString() ? "EHPAD La Roseraie du Lac" : "EHPAD Les Saules Blancs",
        EstablishmentId = (request.SituationId == Testing.Demo.Bellec.ToString() ? Testing.Demo.PreFleuri : request.SituationId == Testing.Demo.MontagneRoseraie.ToString() ? Testing.Demo.RoseraieDuLac : Testing.Demo.SaulesBlancs).ToString(),
    });
}

/// <summary>What documents answers in a test.</summary>
public sealed class DocumentsAnswers : DocumentPackages.DocumentPackagesBase
{
    public static readonly byte[] Cda = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>"u8.ToArray();

    public Action? Refuse { get; set; }
    public bool Hidden { get; set; }
    public System.Collections.Concurrent.ConcurrentQueue<FileReceivedRequest> Filed { get; } = new();

    public override Task<DocumentPackage> GetPackage(GetPackageRequest request, ServerCallContext context)
    {
        Refuse?.Invoke();
        return Task.FromResult(new DocumentPackage
        {
            DocumentId = request.DocumentId, Title = "Document de liaison d'urgence", TypeCode = "74207-2", TypeLabel = "Document de liaison d'urgence", UniqueId = "1.2.3.1", InsQualified = true, InvisibleToPatient = Hidden,
            Cda = ByteString.CopyFrom(Cda), Pdf = ByteString.CopyFrom("%PDF-1.4 test"u8), PdfName = "20261121_DLU_TCHITCHI_CATARINA.pdf", XdmMetadata = ByteString.CopyFrom(XdmSample.Metadata(Cda)),
        });
    }

    public override Task<FiledDocument> FileReceived(FileReceivedRequest request, ServerCallContext context)
    {
        Filed.Enqueue(request);
        return Task.FromResult(new FiledDocument { DocumentId = Guid.CreateVersion7().ToString() });
    }
}
