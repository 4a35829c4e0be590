using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Testing;

namespace Identity.Tests;

/// <summary>Consent's answers: yes, unless the test forbids.</summary>
public sealed class ConsentAnswers : Decisions.DecisionsBase
{
    /// <summary>Situation, usager, establishment, action → refused.</summary>
    public Func<string, string, string, string, bool> Forbids { get; set; } = (_, _, _, _) => false;

    /// <summary>A refusal may be told.</summary>
    public bool MayKnow { get; set; }

    public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context) =>
        Task.FromResult(Decide(request.SituationId, request.UsagerId, request.EstablishmentId, request.Action));

    public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        var list = new DecisionList();
        list.Decisions.AddRange(request.Usagers.Select(u => Decide(request.SituationId, u.UsagerId, u.EstablishmentId, request.Action)));
        return Task.FromResult(list);
    }

    private Decision Decide(string situation, string usager, string establishment, string action) => Forbids(situation, usager, establishment, action)
        ? new() { Allowed = false, ReasonCode = "DENY_PROFILE", MayKnow = MayKnow, Explanation = "Votre fonction ne permet pas cet acte sur l'identité. Adressez-vous au référent identitovigilance.", RuleIds = { "test-rule" } }
        : new() { Allowed = true, ReasonCode = "ALLOW" };
}

/// <summary>Directory knows the national identifier of the situations of the tests.</summary>
public sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) => Guid.Parse(request.SituationId) switch
    {
        var s when s == Demo.Ermont => Task.FromResult(new Situation { SituationId = request.SituationId, NationalId = "3990000010/0077" }),
        var s when s == Demo.Montagne => Task.FromResult(new Situation { SituationId = request.SituationId, NationalId = "899900000029" }),
        _ => throw new RpcException(new(StatusCode.NotFound, "unknown")),
    };
}
