using System.Collections.Concurrent;
using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Testing;

namespace Billing.Tests.Api;

/// <summary>Directory with the houses a test opens and the people who handle money.</summary>
internal sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    public ConcurrentDictionary<Guid, Guid> TenantOf { get; } = new();

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
    {
        var id = Guid.Parse(request.SituationId);
        var (function, tenant) = id == BillingApi.Castaing ? ("referent-facturation", Demo.Brume)
            : id == BillingApi.Lefort ? ("directeur", Demo.Brume)
            : id == Demo.Montagne ? ("ide", Demo.Brume)
            : id == BillingApi.BillingSoftware ? ("editeur", Demo.Brume)
            : id == BillingApi.ReferentOfRivieres ? ("referent-facturation", Demo.Rivieres)
            : throw new RpcException(new(StatusCode.NotFound, "unknown"));
        return Task.FromResult(new Situation { SituationId = request.SituationId, TenantId = tenant.ToString(), Function = function, Active = true, Kind = "pro" });
    }

    public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context)
    {
        return TenantOf.TryGetValue(Guid.Parse(request.EstablishmentId), out var owner)
            ? Task.FromResult(new Establishment { EstablishmentId = request.EstablishmentId, TenantId = owner.ToString(), Name = "EHPAD", FinessEt = "990000028", FinessEj = "990000010" })
            : throw new RpcException(new(StatusCode.NotFound, "unknown"));
    }
}

/// <summary>Consent: yes to all but what a test forbids.</summary>
internal sealed class ConsentAnswers : Decisions.DecisionsBase
{
    public ConcurrentQueue<AuthorizeRequest> Asked { get; } = new();

    /// <summary>Persons nobody may know of.</summary>
    public ConcurrentDictionary<Guid, bool> Hidden { get; } = new();

    /// <summary>The sign-in is older than an export allows.</summary>
    public bool SignInTooOld { get; set; }

    /// <summary>What happens while the question is on its way, once.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(Decide(request.UsagerId, request.SituationId, request.Action));
    }

    public override async Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        if (Meanwhile is { } happens)
        {
            Meanwhile = null;
            await happens();
        }
        Asked.Enqueue(new() { Category = request.Category, Action = request.Action, SituationId = request.SituationId });
        var list = new DecisionList();
        list.Decisions.AddRange(request.Usagers.Select(u => Decide(u.UsagerId, request.SituationId, request.Action)));
        return list;
    }

    private Decision Decide(string usager, string situation, string action) =>
        Hidden.ContainsKey(Guid.Parse(usager)) ? new() { ReasonCode = "DENY_RELATION", Explanation = "Vous n'accompagnez pas cette personne." }
        : situation == Demo.Montagne.ToString() ? new() { ReasonCode = "DENY_PROFILE", Explanation = "Votre fonction ne donne pas ce droit.", MayKnow = true }
        : SignInTooOld && action == "X" ? new() { ReasonCode = "DENY_CONTEXT", Explanation = "Identifiez-vous de nouveau, puis recommencez.", MayKnow = true, StepUp = true, RuleIds = { "STEP-UP" } }
        : new() { Allowed = true, ReasonCode = "ALLOW", RuleIds = { "test-rule" } };
}
