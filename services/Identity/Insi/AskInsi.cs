using System.ComponentModel.DataAnnotations;
using Contracts.Directory;
using Grpc.Core;
using Identity.Rights;
using Identity.Usagers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;

namespace Identity.Insi;

/// <summary>Which of the person's own given names to send, and whether to add the birthplace. Nothing: the usual first search.</summary>
public sealed record InsiQuestion([property: MaxLength(20)] IReadOnlyList<string>? GivenNames = null, bool WithBirthPlace = false, [property: MaxLength(48_000)] string? CardAssertion = null)
{
    public override string ToString() => "InsiQuestion";
}

internal static class AskInsi
{
    public static async Task<Created<InsiCallView>> Ask(
        Guid id, InsiQuestion? question, IdentityDbContext db, IdentityRights rights, InsiCalls calls, CallerIdentity identity, IOptions<InsiSettings> settings, TimeProvider clock, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "U", "identity.insi-call", ct);
        var now = clock.GetUtcNow();
        usager.RequireAskable(now);
        var search = SearchOf(usager, question);
        RequireCard(settings.Value, question?.CardAssertion, now);

        foreach (var waiting in await db.InsiCalls.Where(c => c.UsagerId == id && (c.State == InsiCallState.Waiting || c.State == InsiCallState.Asking)).ToListAsync(ct)) waiting.Abandon();
        var call = InsiCall.Ask(usager, search, calls.With(rights.Author.Subject, rights.Author.SituationId, await identity.NationalIdAsync(ct)), now);
        db.InsiCalls.Add(call);
        rights.Audit(id, "identity.insi-call", call.Id.ToString(), "insi-call");
        await db.SaveChangesAsync(ct);   // the log keeps who asked even if the answer never comes

        await calls.MakeAsync(call, usager, settings.Value.Mode == InsiMode.Card ? question?.CardAssertion : null, db, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/usagers/{id}/insi-calls/{call.Id}", await calls.ViewAsync(call, usager, db, ct));
    }

    // One person, their own names: no fishing with names that nobody declared.
    private static InsiSearch SearchOf(Usager usager, InsiQuestion? question)
    {
        var usual = GuidedRelaxation.First(usager.Traits);
        if (question?.GivenNames is not { Count: > 0 } names) return usual with { BirthPlace = question?.WithBirthPlace == true ? PlaceOf(usager) : null };
        if (names.Except(usager.Traits.GivenNames.All).Any())
            throw new BadInputException("unknown-given-name", "L'INSi n'est interrogé qu'avec les prénoms de la personne. Corrigez d'abord la liste des prénoms.");
        return usual with { GivenNames = names, BirthPlace = question.WithBirthPlace ? PlaceOf(usager) : null };
    }

    private static string PlaceOf(Usager usager) =>
        usager.BirthPlace != Traits.BirthPlace.Unknown ? usager.BirthPlace : throw new BadInputException("birth-place-unknown", "Le lieu de naissance n'est pas connu. Complétez-le avant de l'ajouter à la recherche.");

    private static void RequireCard(InsiSettings settings, string? assertion, DateTimeOffset now)
    {
        if (settings.Mode != InsiMode.Card) return;
        if (assertion is null) throw new BadInputException("card-needed", "Insérez votre carte et saisissez son code : l'INSi est interrogé sous votre carte dans cet établissement.");
        if (CardAssertion.Refusal(assertion, now) is { } refusal) throw new BadInputException("card-assertion-refused", refusal);
    }
}

/// <summary>The caller as the national service knows them: the national identifier, or the token's subject when directory does not answer.</summary>
internal sealed class CallerIdentity(DirectoryLookup.DirectoryLookupClient directory, Caller caller)
{
    public async Task<string> NationalIdAsync(CancellationToken ct)
    {
        if (caller.SituationId is not { } situation) return caller.Subject;
        try
        {
            var found = await directory.GetSituationAsync(new() { SituationId = situation.ToString() }, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2), cancellationToken: ct));
            return found.NationalId is { Length: > 0 } national ? national : caller.Subject;
        }
        catch (RpcException fault) when (fault.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.NotFound)
        {
            return caller.Subject;   // the admission goes on; the trace still names the person
        }
    }
}
