using Sandbox.Faults;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>TD2.1: a professional deposits documents (ITI-41).</summary>
internal sealed class DepositEndpoint(DmpCall call, DmpRecords records, DocumentStore store, Journal journal)
{
    public Task<IResult> Answer(HttpContext context, MtomMessage message) => call.AnswerAsync("TD2.1 dépôt", () =>
    {
        DmpCall.Expect(message.Soap, DmpNames.Deposit);
        var author = call.Identify(context, message.Soap);
        var submission = Submission.Read(message);
        var errors = FaultGate.AnswersWrong(context)
            ? [new RegistryError("XDSRepositoryError", "erreur interne du serveur")]
            : Deposit(submission, author);

        var titles = string.Join(", ", submission.Documents.Select(d => $"{d.Entry.Title} ({d.UniqueId})"));
        journal.Note("dmp", "TD2.1 dépôt", errors.Count == 0 ? "déposé" : "refusé", errors.Count == 0 ? titles : $"{titles} · {string.Join(" ; ", errors.Select(e => $"{e.Code} {e.Context}"))}");
        return Task.FromResult(SoapAnswer.Ok(DmpNames.Deposit + "Response", message.Soap.MessageId, RegistryError.Response(errors)));
    });

    private IReadOnlyList<RegistryError> Deposit(Submission submission, Vihf author)
    {
        if (DmpCall.Unusable(records.Of(author.Patient)) is { } unusable) return [unusable];
        var errors = SubmissionRules.Check(submission, author.Patient);
        return errors.Count > 0 ? errors : store.Register(submission, author);
    }
}
