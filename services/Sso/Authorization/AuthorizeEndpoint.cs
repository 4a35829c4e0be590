using Sso.Logins;
using Sso.Pages;
using Sso.Protocol;
using Sso.Sessions;
using Sso.Situations;

namespace Sso.Authorization;

/// <summary>Where a client sends the browser: answers at once under a live sign-in, else through Pro Santé Connect and the choice of a situation.</summary>
public static class AuthorizeEndpoint
{
    public static void MapAuthorize(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/oauth").AllowAnonymous().AnswerAsPage().ExcludeFromDescription();
        group.MapGet("/authorize", (HttpContext http, Journey journey, CancellationToken ct) => journey.StartAsync(http, Parameters.OfQuery(http.Request), ct));
        group.MapPost("/authorize", async (HttpContext http, Journey journey, CancellationToken ct) =>
            await journey.StartAsync(http, await Parameters.OfPageFormAsync(http.Request, ct), ct)).DisableAntiforgery();
    }

    /// <summary>The steps of one authorization request.</summary>
    public sealed class Journey(AuthorizeRequestReader reader, LoginSessions sessions, PscLogin psc, SituationChoice choice, AuthorizationAnswers answers, SsoDbContext db, TimeProvider clock)
    {
        public async Task<IResult> StartAsync(HttpContext http, Parameters sent, CancellationToken ct)
        {
            var request = reader.Read(sent);
            var session = await sessions.OfBrowserAsync(http, ct);
            if (session is null || !Satisfies(session, request))
            {
                if (request.Asks("none")) throw Refuse(request, "login_required", "The person must sign in.");
                return await psc.StartAsync(http, request, again: session is not null, ct);
            }
            return await ContinueAsync(session, request, ct);
        }

        /// <summary>After the sign-in: the situation, if it is still to be chosen, then the code.</summary>
        public async Task<IResult> ContinueAsync(LoginSession session, AuthorizeRequest request, CancellationToken ct)
        {
            if (session.Unplaced(clock.GetUtcNow()) || request.Asks("select_account"))
            {
                if (request.Asks("none")) throw Refuse(request, "interaction_required", "The person must choose a situation.");
                if (await choice.AskAsync(session, request, ct) is { } page) return page;
            }
            var answer = answers.Grant(session, request);
            await db.SaveChangesAsync(ct);
            await sessions.SeenAsync(session, ct);
            return answer;
        }

        private bool Satisfies(LoginSession session, AuthorizeRequest request) =>
            !request.Asks("login")
            && (request.MaxAge is not { } age || session.AuthenticatedAt.AddSeconds(age) > clock.GetUtcNow())
            && AssuranceLevel.IsAtLeast(session.Acr, request.Acr ?? AssuranceLevel.Default);

        private static AuthorizeRefusedException Refuse(AuthorizeRequest request, string error, string description) =>
            new(request.RedirectUri, request.State, error, description);
    }
}
