using System.Collections.Concurrent;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Grpc.Core;
using Testing;

namespace Agenda.Tests.Api;

/// <summary>Consent: yes to all but what a test forbids.</summary>
public sealed class ConsentAnswers : Decisions.DecisionsBase
{
    /// <summary>Persons nobody may see, and whether the refusal may be told.</summary>
    public ConcurrentDictionary<Guid, bool> Refused { get; } = new();

    /// <summary>Persons of whom the asker has a minimal view.</summary>
    public ConcurrentDictionary<Guid, bool> Minimal { get; } = new();

    /// <summary>Level of autonomy or of a grant, by person.</summary>
    public ConcurrentDictionary<Guid, int> Levels { get; } = new();

    public ConcurrentQueue<AuthorizeManyRequest> Asked { get; } = new();

    public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        var list = new DecisionList();
        list.Decisions.AddRange(request.Usagers.Select(u => Decide(Guid.Parse(u.UsagerId))));
        return Task.FromResult(list);
    }

    private Decision Decide(Guid usager)
    {
        if (Refused.TryGetValue(usager, out var told)) return new() { ReasonCode = told ? "DENY_PROFILE" : "DENY_RELATION", Explanation = "Votre fonction ne donne pas ce droit.", MayKnow = told };
        var decision = new Decision { Allowed = true, ReasonCode = "ALLOW", RuleIds = { "test-rule" }, Obligations = { "log" } };
        if (Minimal.ContainsKey(usager)) decision.Obligations.Add("minimal-view");
        if (Levels.TryGetValue(usager, out var level)) decision.Obligations.Add(level == 3 ? "self-manage" : "request");
        return decision;
    }
}

/// <summary>Directory: the usual situations, and those a test makes.</summary>
public sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    private readonly ConcurrentDictionary<Guid, Situation> _known = new();

    public DirectoryAnswers()
    {
        Know(Demo.Vasseur, Demo.Brume, Demo.SaulesBlancs, "medecin-coordonnateur");
        Know(Demo.Montagne, Demo.Brume, Demo.SaulesBlancs, "ide");
        Know(Demo.MontagneRoseraie, Demo.Brume, Demo.RoseraieDuLac, "ide");
        Know(Demo.Bellec, Demo.Rivieres, Demo.PreFleuri, "ide");
    }

    public Guid Know(Guid id, Guid tenant, Guid? house, string function)
    {
        _known[id] = new() { SituationId = id.ToString(), TenantId = tenant.ToString(), EstablishmentId = house?.ToString() ?? "", Function = function, Active = true, GivenName = "Claire", FamilyName = "MONTAGNE", Kind = "pro" };
        return id;
    }

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) =>
        _known.TryGetValue(Guid.Parse(request.SituationId), out var known) ? Task.FromResult(known) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
}

/// <summary>Identity: whom a test names.</summary>
public sealed class IdentityAnswers : IdentityLookup.IdentityLookupBase
{
    private readonly ConcurrentDictionary<string, UsagerIdentity> _known = new();

    public void Know(Guid usager, string birthName, string firstName, string usedName = "", string usedFirstName = "") =>
        _known[usager.ToString()] = new() { UsagerId = usager.ToString(), Status = "PROV", BirthName = birthName, FirstBirthName = firstName, UsedName = usedName, UsedFirstName = usedFirstName, Active = true };

    public override Task<UsagerIdentities> GetIdentities(GetIdentitiesRequest request, ServerCallContext context)
    {
        var answer = new UsagerIdentities();
        answer.Identities.AddRange(request.UsagerIds.Where(_known.ContainsKey).Select(id => _known[id]));
        return Task.FromResult(answer);
    }
}
