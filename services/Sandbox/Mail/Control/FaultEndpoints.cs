using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Sandbox.Mail.Faults;
using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Control;

/// <summary>Makes the mail go wrong, and right again.</summary>
internal static class FaultEndpoints
{
    public static void MapMailFaults(this IEndpointRouteBuilder routes)
    {
        var faults = routes.MapGroup("/control/mss/faults").WithTags("MSSanté");
        faults.MapGet("/", (MailFaults all) => all.Active);
        faults.MapPost("/", Add);
        faults.MapDelete("/", Clear);
        faults.MapDelete("/{id:guid}", Remove);
    }

    private static Results<Ok<MailFault>, ProblemHttpResult> Add(MailFault fault, MailFaults all, OperatorDirectory operators)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(fault, new ValidationContext(fault), problems, validateAllProperties: true))
            return MailProblems.BadInput("Valeur refusée : " + string.Join(", ", problems.SelectMany(problem => problem.MemberNames)) + ". Corrigez-la.");
        if (fault.Operator is not null && fault.Operator != OperatorDirectory.Citizens && operators.All.All(one => one.Name != fault.Operator))
            return MailProblems.BadInput("Cet opérateur n'existe pas dans le bac à sable. Choisissez-en un de la liste.");
        all.Add(fault);
        return TypedResults.Ok(fault);
    }

    private static NoContent Clear(MailFaults all)
    {
        all.Replace([]);
        return TypedResults.NoContent();
    }

    private static Results<NoContent, NotFound> Remove(Guid id, MailFaults all) => all.Remove(id) ? TypedResults.NoContent() : TypedResults.NotFound();
}
