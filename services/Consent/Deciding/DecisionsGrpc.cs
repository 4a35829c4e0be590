using Contracts.Consent;
using Consent.CareCircles;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Consent.Deciding;

/// <summary>The decision point for the other services. The tenant is the caller's.</summary>
internal sealed class DecisionsGrpc(DecisionPoint decisions, ConsentDbContext db) : Decisions.DecisionsBase
{
    private const int LongestList = 1000;

    public override async Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        var question = new Question(Id(request.SituationId), Id(request.UsagerId), request.Category, request.Action, request.Purpose, request.Channel, request.Recipient,
            Optional(request.EstablishmentId), Optional(request.UnitId));
        return Describe(await decisions.DecideAsync(question, context.CancellationToken));
    }

    public override async Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        if (request.Usagers.Count > LongestList) throw new RpcException(new(StatusCode.InvalidArgument, $"At most {LongestList} persons a question."));
        var situation = Id(request.SituationId);
        var questions = request.Usagers.Select(usager => new Question(situation, Id(usager.UsagerId), request.Category, request.Action, request.Purpose,
            EstablishmentId: Optional(usager.EstablishmentId), UnitId: Optional(usager.UnitId))).ToList();
        var list = new DecisionList();
        list.Decisions.AddRange((await decisions.DecideAsync(questions, context.CancellationToken)).Select(Describe));
        return list;
    }

    public override async Task<CareCircle> GetCareCircle(GetCareCircleRequest request, ServerCallContext context)
    {
        var usager = Id(request.UsagerId);
        var members = await db.CareCircleMembers.AsNoTracking().Where(m => m.UsagerId == usager && m.LeftAt == null).OrderBy(m => m.Id).ToListAsync(context.CancellationToken);
        var circle = new CareCircle();
        circle.Members.AddRange(members.Select(m => new Contracts.Consent.CareCircleMember
        {
            MemberId = m.Id.ToString(), Role = m.Role, NationalId = m.NationalId, Name = m.Name, Mailbox = m.Mailbox, SituationId = m.SituationId?.ToString() ?? "",
        }));
        return circle;
    }

    private static Decision Describe(Answer answer)
    {
        var decision = new Decision { Allowed = answer.Allowed, ReasonCode = answer.Reason, Explanation = answer.Explanation, MayKnow = answer.MayKnow };
        decision.RuleIds.AddRange(answer.Rules);
        decision.Obligations.AddRange(answer.Obligations);
        return decision;
    }

    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : throw new RpcException(new(StatusCode.InvalidArgument, "An id is a UUID."));

    private static Guid? Optional(string text) => text.Length == 0 ? null : Id(text);
}
