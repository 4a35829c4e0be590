using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Consent.Deciding;

internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/decisions", Explain).RequireAuthorization("consent:read").WithTags("Décisions").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Ai-je le droit ? Explique la décision pour ma situation");

    private static async Task<Results<Ok<DecisionView>, NotFound>> Explain(DecisionRequest request, Asking asking, DecisionPoint decisions, CancellationToken ct)
    {
        if (!asking.Known) return TypedResults.NotFound();
        var question = asking.For(request.UsagerId, request.Category, request.Action, request.Purpose ?? "coordination") with { Channel = request.Channel ?? "", Aspect = request.Aspect ?? "" };
        var answer = await decisions.DecideAsync(question, ct);
        if (!answer.Allowed && !answer.MayKnow) return TypedResults.NotFound();
        return TypedResults.Ok(new DecisionView(answer.Allowed, answer.Reason, answer.Explanation, answer.Rules, answer.Obligations, answer.Relation, answer.ConsentId));
    }
}

public sealed record DecisionRequest(Guid UsagerId, [property: RegularExpression("^[A-Z]{3}$")] string Category, [property: RegularExpression("^[CRUVSX]$")] string Action,
    [property: StringLength(40)] string? Purpose = null, [property: AllowedValues("dmp", "mssante", "citizen", "", null)] string? Channel = null, [property: StringLength(20)] string? Aspect = null);

internal sealed record DecisionView(bool Allowed, string ReasonCode, string Explanation, IReadOnlyList<string> RuleIds, IReadOnlyList<string> Obligations, string Relation, Guid? ConsentId);
