using Sso.Authorization;
using Sso.Protocol;

namespace Sso.Pages;

/// <summary>What every page endpoint shares: refusals become a page, or an answer to the client when it may be told.</summary>
public static class PageErrors
{
    public static RouteGroupBuilder AnswerAsPage(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (AuthorizeRefusedException refusal)
            {
                return context.HttpContext.RequestServices.GetRequiredService<AuthorizationAnswers>().Refuse(refusal);
            }
            catch (PageException problem)
            {
                return Page.Of(problem);
            }
            catch (OAuthException unreadable)
            {
                return Page.Of(new(unreadable.Status, "Demande de connexion incorrecte", "La demande reçue ne peut pas être lue. Revenez à votre logiciel et recommencez."));
            }
        });
        return group;
    }
}
