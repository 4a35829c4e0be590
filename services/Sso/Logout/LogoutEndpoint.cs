using Sso.Pages;
using Sso.Protocol;

namespace Sso.Logout;

public static class LogoutEndpoint
{
    public static void MapLogout(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/oauth/logout").AllowAnonymous().AnswerAsPage().ExcludeFromDescription().DisableAntiforgery();
        group.MapGet("", (HttpContext http, SignOut signOut, CancellationToken ct) => signOut.AskAsync(http, Parameters.OfQuery(http.Request), ct));
        group.MapPost("", async (HttpContext http, SignOut signOut, CancellationToken ct) => await signOut.AskAsync(http, await Parameters.OfPageFormAsync(http.Request, ct), ct));
        group.MapPost("/confirm", async (HttpContext http, SignOut signOut, CancellationToken ct) => await signOut.ConfirmAsync(http, await Parameters.OfPageFormAsync(http.Request, ct), ct));
        group.MapGet("/done", (HttpContext http, SignOut signOut) => signOut.Done(Parameters.OfQuery(http.Request)));
    }
}
