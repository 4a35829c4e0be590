using Consent.CareCircles;
using Contracts.Consent;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Deciding;

/// <summary>The decision point for the other services. The tenant is the caller's.</summary>
internal sealed class DecisionsGrpc(DecisionPoint decisions, TraceDecisions traces, Caller caller, Lazy<ConsentDbContext> db) : Decisions.DecisionsBase
{
    private const int LongestList = 1000;

    public override async Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        var question = new Question(Situation(request.SituationId), Id(request.UsagerId), request.Category, Action(request.Action), request.Purpose, request.Channel, request.Recipient,
            Optional(request.EstablishmentId), Optional(request.UnitId))
        {
            Account = AccountOf(request.CallerKind, request.Caller), Aspect = request.Aspect, Item = ItemOf(request.Item), Duty = request.Duty, Count = request.Count, OnBehalfOf = Optional(request.OnBehalfOf), SignIn = SignIn(),
        };
        return Describe((await DecideAsync([question], context.CancellationToken))[0]);
    }

    public override async Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        if (request.Usagers.Count > LongestList) throw new RpcException(new(StatusCode.InvalidArgument, $"At most {LongestList} persons a question."));
        var (situation, action) = (Situation(request.SituationId), Action(request.Action));
        var (account, signIn) = (AccountOf(request.CallerKind, request.Caller), SignIn());
        var questions = request.Usagers.Select(usager => new Question(situation, Id(usager.UsagerId), request.Category, action, request.Purpose,
            EstablishmentId: Optional(usager.EstablishmentId), UnitId: Optional(usager.UnitId))
        {
            Account = account, Aspect = request.Aspect, Duty = request.Duty, Count = action == "X" ? Math.Max(request.Count, request.Usagers.Count) : request.Count, SignIn = signIn,
        }).ToList();
        var list = new DecisionList();
        list.Decisions.AddRange((await DecideAsync(questions, context.CancellationToken)).Select(Describe));
        return list;
    }

    public override async Task<CareCircle> GetCareCircle(GetCareCircleRequest request, ServerCallContext context)
    {
        var usager = Id(request.UsagerId);
        var members = await db.Value.CareCircleMembers.AsNoTracking().Where(m => m.UsagerId == usager && m.LeftAt == null).OrderBy(m => m.Id).ToListAsync(context.CancellationToken);
        var circle = new CareCircle();
        circle.Members.AddRange(members.Select(m => new Contracts.Consent.CareCircleMember
        {
            MemberId = m.Id.ToString(), Role = m.Role, NationalId = m.NationalId, Name = m.Name, Mailbox = m.Mailbox, SituationId = m.SituationId?.ToString() ?? "",
        }));
        return circle;
    }

    private async Task<IReadOnlyList<Answer>> DecideAsync(IReadOnlyList<Question> questions, CancellationToken ct) =>
        await traces.KeepAsync(questions, await decisions.DecideAsync(questions, ct), ct);

    // The token that travels says who asks; a relative's token never borrows a professional's situation.
    private Account? AccountOf(string kind, string subject)
    {
        if (caller.Kind is "person" or "relative") return new(caller.Subject, caller.Kind);
        return kind is "person" or "relative" ? new(subject, kind) : null;
    }

    private SignIn? SignIn() => caller.Kind == "pro" ? new(caller.AuthTime) : null;

    private static ItemFacts? ItemOf(Item? item) => item is null ? null : new()
    {
        Id = item.ItemId, Author = Optional(item.AuthorSituationId), Confidentiality = item.Confidentiality.Length > 0 ? item.Confidentiality : "N", AuthorOnly = item.AuthorOnly, ThirdParty = item.ThirdParty,
        VisibleFrom = item.VisibleFrom > 0 ? DateTimeOffset.FromUnixTimeSeconds(item.VisibleFrom) : null, HiddenFrom = item.HiddenFrom, NamedReaders = [.. item.NamedReaders.Select(Id)],
    };

    private static Decision Describe(Answer answer)
    {
        var decision = new Decision
        {
            Allowed = answer.Allowed, ReasonCode = answer.Reason, Explanation = answer.Explanation, MayKnow = answer.MayKnow, ConsentId = answer.ConsentId?.ToString() ?? "",
            BreakGlassOffered = answer.BreakGlassOffered, StepUp = answer.StepUp, Relation = answer.Relation,
        };
        decision.RuleIds.AddRange(answer.Rules);
        decision.Obligations.AddRange(answer.Obligations);
        return decision;
    }

    private static string Action(string text) =>
        text.Length == 1 && "CRUVSX".Contains(text[0]) ? text : throw new RpcException(new(StatusCode.InvalidArgument, "An action is one of C R U V S X."));

    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : throw new RpcException(new(StatusCode.InvalidArgument, "An id is a UUID."));

    private static Guid Situation(string text) => text.Length == 0 ? Guid.Empty : Id(text);

    private static Guid? Optional(string text) => text.Length == 0 ? null : Id(text);
}
