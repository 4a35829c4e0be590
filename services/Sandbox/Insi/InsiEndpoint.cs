using System.Text;
using Sandbox.Faults;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Insi;

/// <summary>The INSi teleservice: one person, one call.</summary>
internal sealed class InsiEndpoint(InsiCaller caller, KnownIdentities identities, Injections injections, Journal journal, TimeProvider clock)
{
    private const long LargestMessage = 64 * 1024;

    public async Task<IResult> Answer(HttpContext context, CancellationToken ct)
    {
        try
        {
            var message = await SoapMessage.ReadAsync(context.Request, LargestMessage, ct);
            var means = caller.Check(context, message);
            return message.Action switch
            {
                InsiNames.SearchByTraits => await ByTraitsAsync(context, message, means, ct),
                InsiNames.SearchByCard => ByCard(message, means),
                _ => throw new SoapFaultException("Sender", SoapNames.Addressing + "ActionNotSupported", "Cette opération n'existe pas ici."),
            };
        }
        catch (SoapFaultException fault)
        {
            journal.Note("insi", "recherche", "refusée", fault.Message);
            return SoapAnswer.Fault(fault);
        }
    }

    private async Task<IResult> ByTraitsAsync(HttpContext context, SoapMessage message, string means, CancellationToken ct)
    {
        var asked = InsiRequest.Traits(message);
        if (injections.Take(asked) is { } injected) return await InjectedAsync(injected, message, means, asked, ct);

        var found = FaultGate.AnswersWrong(context)
            ? [identities.All().First(i => i.BirthName != asked.BirthName)]
            : identities.Find(asked);
        return Say(message, means, asked, InsiResult.Of(found));
    }

    private IResult ByCard(SoapMessage message, string means)
    {
        var (body, birthDate) = InsiRequest.Card(message);
        var found = identities.All().Where(i => i.Matricule.StartsWith(body, StringComparison.Ordinal) && i.BirthDate == birthDate).ToList();
        var result = InsiResult.Of(found);
        journal.Note("insi", "recherche par carte Vitale", "code " + result.Descendants(InsiNames.Result + "CodeCR").Single().Value, means);
        return SoapAnswer.Ok(message.Action, message.MessageId, result);
    }

    private async Task<IResult> InjectedAsync(Injection injected, SoapMessage message, string means, TraitSearch asked, CancellationToken ct)
    {
        if (injected.DelaySeconds is { } seconds) await Task.Delay(TimeSpan.FromSeconds(seconds), clock, ct);
        if (injected.Fault is { } fault)
            throw InsiNames.Fault(fault.Siram, fault.Code, fault.Text, fault.Text, message.MessageId, fault.Severity ?? "fatal");
        if (injected.Body is { } body)
        {
            journal.Note("insi", "recherche par traits", "réponse injectée", means);
            return Results.Text(body, SoapMessage.ContentType, Encoding.UTF8, injected.HttpStatus ?? StatusCodes.Status200OK);
        }

        if (injected.HttpStatus is { } status and not 200) return Results.StatusCode(status);
        return injected.Code is null && injected.Individual is null
            ? Say(message, means, asked, InsiResult.Of(identities.Find(asked)))
            : Say(message, means, asked, InsiResult.Code(injected.Code ?? "00", injected.Individual));
    }

    private IResult Say(SoapMessage message, string means, TraitSearch asked, System.Xml.Linq.XElement result)
    {
        var code = result.Descendants(InsiNames.Result + "CodeCR").Single().Value;
        journal.Note("insi", "recherche par traits", "code " + code, $"{means} · {asked.BirthName} {string.Join(' ', asked.GivenNames)} {asked.Sex} {asked.BirthDate}");
        return SoapAnswer.Ok(message.Action, message.MessageId, result);
    }
}
