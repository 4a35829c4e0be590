using Sso.Authorization;
using Sso.Pages;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Situations;

public static class SituationEndpoint
{
    public static void MapSituation(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/oauth").AllowAnonymous().AnswerAsPage().ExcludeFromDescription().DisableAntiforgery()
            .MapPost("/situation", Choose);

    private static async Task<IResult> Choose(HttpContext http, LoginSessions sessions, SituationChoice choice, AuthorizeEndpoint.Journey journey, CancellationToken ct)
    {
        var form = await Parameters.OfPageFormAsync(http.Request, ct);
        var session = await sessions.OfBrowserAsync(http, ct)
            ?? throw PageException.BadRequest("Votre connexion a expiré. Revenez à votre logiciel et connectez-vous de nouveau.");
        var request = await choice.TakeAsync(session, form, ct);
        return await journey.ContinueAsync(session, request, ct);
    }
}
