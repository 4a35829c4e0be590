using System.Text;
using Platform;
using Sso.Authorization;
using Sso.Logins;
using Sso.Pages;
using Sso.Protocol;
using Sso.Sessions;

namespace Sso.Situations;

/// <summary>A person who works in several places says in which one they work now. The choice is in every token and every audit line.</summary>
public sealed class SituationChoice(DirectoryAccounts directory, LoginSessions sessions, Seal seal, SignInTrail trail, TimeProvider clock)
{
    private const string Purpose = "situation-choice";
    private static readonly TimeSpan FormLife = TimeSpan.FromMinutes(10);

    /// <summary>The page of the choice, or null when there is only one situation to take.</summary>
    public async Task<IResult?> AskAsync(LoginSession session, AuthorizeRequest request, CancellationToken ct)
    {
        var person = sessions.PersonOf(session);
        var situations = await SituationsOfAsync(person, ct);
        if (situations.Count == 1)
        {
            Work(session, situations[0]);
            return null;
        }
        // Sealed with the session's id, the form is worth nothing in another browser: it is its own CSRF proof.
        var parked = seal.Close(Purpose, new Parked(session.Id, request, clock.GetUtcNow()));
        return new Page("Où travaillez-vous maintenant ?", Form(person, situations, session.SituationId, parked));
    }

    /// <summary>Takes the choice; answers the request that was parked in the form.</summary>
    public async Task<AuthorizeRequest> TakeAsync(LoginSession session, Parameters form, CancellationToken ct)
    {
        if (seal.Open<Parked>(Purpose, form["request"]) is not { } parked || parked.SessionId != session.Id || parked.AskedAt < clock.GetUtcNow() - FormLife)
            throw PageException.BadRequest("Ce choix n'est plus valable. Revenez à votre logiciel et connectez-vous de nouveau.");
        var situations = await SituationsOfAsync(sessions.PersonOf(session), ct);
        var chosen = situations.FirstOrDefault(s => Guid.TryParse(form["situation"], out var id) && s.Id == id)
            ?? throw PageException.BadRequest("Choisissez l'une des situations proposées.");
        Work(session, chosen);
        return parked.Request with { Prompts = [] };
    }

    private void Work(LoginSession session, KnownSituation situation)
    {
        session.WorkIn(situation.Id, situation.TenantId, situation.EndsAt);
        trail.SituationChosen(session);
    }

    private async Task<IReadOnlyList<KnownSituation>> SituationsOfAsync(Person person, CancellationToken ct)
    {
        var account = await directory.FindAsync(person.NationalId, ct);
        return account is { Situations.Count: > 0 } ? account.Situations
            : throw PageException.Refused("Vous n'avez plus de situation de travail active. Demandez à la direction de votre établissement de vérifier votre inscription à l'annuaire.");
    }

    private static string Form(Person person, IReadOnlyList<KnownSituation> situations, Guid? current, string parked)
    {
        var choices = new StringBuilder();
        foreach (var situation in situations)
        {
            var ticked = situation.Id == current || (current is null && choices.Length == 0) ? " checked" : "";
            var place = situation.Establishment.Length > 0 ? situation.Establishment : situation.TenantName;
            choices.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
                <label class="choice"><input type="radio" name="situation" value="{situation.Id}" required{ticked}>
                  <span>{Page.Text(place)}<small>{Page.Text(situation.Function)} · {Page.Text(situation.TenantName)}</small></span></label>
                """);
        }
        return $"""
            <form method="post" action="/oauth/situation">
              <input type="hidden" name="request" value="{Page.Text(parked)}">
              <fieldset>
                <legend>{Page.Text(person.GivenName)} {Page.Text(person.FamilyName)}, choisissez la situation dans laquelle vous agissez. Elle figurera dans la trace de vos accès.</legend>
                {choices}
              </fieldset>
              <button type="submit">Continuer</button>
            </form>
            """;
    }

    private sealed record Parked(Guid SessionId, AuthorizeRequest Request, DateTimeOffset AskedAt);
}
