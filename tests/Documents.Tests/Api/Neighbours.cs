using System.Collections.Concurrent;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Grpc.Core;
using Testing;

namespace Documents.Tests.Api;

/// <summary>Identity as a test sets it.</summary>
internal sealed class IdentityAnswers : IdentityLookup.IdentityLookupBase
{
    private readonly ConcurrentDictionary<string, UsagerIdentity> _people = new();

    public bool Down { get; set; }

    public void Know(UsagerIdentity person) => _people[person.UsagerId] = person;

    public override Task<UsagerIdentity> GetIdentity(GetIdentityRequest request, ServerCallContext context)
    {
        if (Down) throw new RpcException(new(StatusCode.Unavailable, "down"));
        return _people.TryGetValue(request.UsagerId, out var person) ? Task.FromResult(person) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
    }
}

/// <summary>The demo house and some of its professionals.</summary>
internal sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    /// <summary>Who works under another function than usual.</summary>
    public ConcurrentDictionary<Guid, Situation> Moved { get; } = new();

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
    {
        var situation = new Situation { SituationId = request.SituationId, EstablishmentId = Demo.SaulesBlancs.ToString(), Active = true, Kind = "pro" };
        var id = Guid.Parse(request.SituationId);
        if (Moved.TryGetValue(id, out var moved)) situation.MergeFrom(moved);
        else if (id == Demo.Dorval) situation.MergeFrom(new Situation { NationalId = "3990000010/0101", FamilyName = "DORVAL", GivenName = "Inès", Function = "educateur-specialise", FunctionLabel = "Éducateur spécialisé" });
        else if (id == Demo.Vasseur) situation.MergeFrom(new Situation { NationalId = "899900000011", FamilyName = "VASSEUR", GivenName = "Hélène", Profession = "10", Speciality = "SM54", Function = "medecin-coordonnateur", Title = "DR" });
        else if (id == Demo.Montagne) situation.MergeFrom(new Situation { NationalId = "899900000029", FamilyName = "MONTAGNE", GivenName = "Claire", Profession = "60", Function = "ide" });
        else if (id == Demo.Editor) situation.MergeFrom(new Situation { NationalId = "3990000028/FACT", FamilyName = "Logiciel de facturation", Kind = "system", Function = "editeur" });
        else throw new RpcException(new(StatusCode.NotFound, "unknown"));
        return Task.FromResult(situation);
    }

    public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context) => Guid.Parse(request.EstablishmentId) == Demo.SaulesBlancs
        ? Task.FromResult(new Establishment { EstablishmentId = request.EstablishmentId, Name = "EHPAD Les Saules Blancs", FinessEt = "990000028", FinessEj = "990000010", Sector = "SA17", AddressLine = "1 rue de la Brume", PostalCode = "99000", City = "MONTCLAIR", Phone = "0100000000" })
        : throw new RpcException(new(StatusCode.NotFound, "unknown"));
}

/// <summary>Consent: yes to all but what a test forbids.</summary>
internal sealed class ConsentAnswers : Decisions.DecisionsBase
{
    public ConcurrentQueue<AuthorizeRequest> Asked { get; } = new();

    /// <summary>The reason code of a refusal, or null to allow.</summary>
    public Func<AuthorizeRequest, string?> Refuse { get; set; } = _ => null;

    public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(Decide(request));
    }

    public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        var list = new DecisionList();
        list.Decisions.AddRange(request.Usagers.Select(u => Decide(new() { UsagerId = u.UsagerId, Category = request.Category, Action = request.Action, SituationId = request.SituationId })));
        return Task.FromResult(list);
    }

    private Decision Decide(AuthorizeRequest request) => Refuse(request) is { } reason
        ? new() { ReasonCode = reason, Explanation = "La personne s'y oppose.", MayKnow = reason == "DENY_PROFILE", RuleIds = { "test-rule" } }
        : new() { Allowed = true, ReasonCode = "ALLOW", RuleIds = { "test-rule" }, Obligations = { Duties(request) } };

    /// <summary>What consent asks of the asker beside.</summary>
    public Func<AuthorizeRequest, string[]> Duties { get; set; } = request => request.Category == "DMP" && request.Action == "R" ? ["log", "view:dmp-matrix"] : ["log"];
}
