using HealthDirectory.Employment;
using HealthDirectory.Mailboxes;
using HealthDirectory.Structures;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Annuaire;

internal static class AnnuaireEndpoints
{
    public static void MapAnnuaire(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Annuaire Santé").ProducesProblem(400).ProducesProblem(404);
        group.MapGet("/annuaire/professionals/{rpps}", Professional).RequireAuthorization("directory:read").WithSummary("Ce que l'Annuaire Santé publie d'un RPPS : identité, activités, boîtes MSSanté").ProducesProblem(503);
        group.MapGet("/annuaire/structures/{finess}", Structure).RequireAuthorization("directory:read").WithSummary("Ce que l'Annuaire Santé publie d'un FINESS : nom, adresse, boîtes MSSanté").ProducesProblem(503);
        group.MapGet("/professionals/{id:guid}/register-check", Get).RequireAuthorization("directory:read").WithSummary("Dernière réponse de l'Annuaire Santé sur ce professionnel, ou l'attente en cours");
        group.MapPost("/professionals/{id:guid}/register-check", Ask).RequireAuthorization("directory:write").WithSummary("Interroge l'Annuaire Santé maintenant ; s'il ne répond pas, l'attente est dite et il est interrogé de nouveau").ProducesProblem(409);
    }

    private static async Task<Ok<RegisteredView>> Professional(string rpps, StaffRights rights, AnnuaireClient annuaire, CancellationToken ct)
    {
        await rights.ReachAsync(ct);
        if (rpps.Length != 11 || !rpps.All(char.IsAsciiDigit)) throw new BadInputException("rpps-invalid", "Un numéro RPPS compte onze chiffres. Vérifiez-le.");
        var found = await AnsweredAsync(() => annuaire.FindProfessionalAsync(rpps, ct)) ?? throw new NotFoundException();
        return TypedResults.Ok(new RegisteredView(found.Rpps, found.FamilyName, found.GivenName, found.Title, found.Profession, found.Speciality, found.Active, Luhn.Holds(found.Rpps),
            found.Activities, Shown(found.Mailboxes)));
    }

    private static async Task<Ok<StructureView>> Structure(string finess, StaffRights rights, AnnuaireClient annuaire, CancellationToken ct)
    {
        await rights.ReachAsync(ct);
        Finess.Require(finess);
        var found = await AnsweredAsync(() => annuaire.FindStructureAsync(finess, ct)) ?? throw new NotFoundException();
        return TypedResults.Ok(new StructureView(found.Finess, found.Name, found.Active, found.Sector, found.Category, found.LegalEntity, found.AddressLine, found.PostalCode, found.City, Shown(found.Mailboxes)));
    }

    private static async Task<Ok<RegisterCheckView>> Get(Guid id, StaffRights rights, DirectoryDbContext db, CancellationToken ct)
    {
        await rights.ReachAsync(ct);
        var check = await db.RegisterChecks.AsNoTracking().SingleOrDefaultAsync(c => c.ProfessionalId == id, ct) ?? throw new NotFoundException();
        return TypedResults.Ok(RegisterCheckView.Of(check));
    }

    private static async Task<Results<Ok<RegisterCheckView>, Accepted<RegisterCheckView>>> Ask(Guid id, StaffRights rights, AskRegister register, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await rights.ReachAsync(ct);
        var check = await db.RegisterChecks.SingleOrDefaultAsync(c => c.ProfessionalId == id, ct);
        if (check is null)
        {
            var professional = await db.Professionals.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFoundException();
            check = RegisterCheck.Ask(professional, clock.GetUtcNow())
                ?? throw new RuleBrokenException("rpps-missing", "Ce professionnel n'a pas de numéro RPPS : l'Annuaire Santé ne le connaît pas. Saisissez ce numéro dans sa fiche, puis recommencez.");
            db.Add(check);
        }
        await register.AskAsync(check, ct);
        db.Audit(new("professional.register-check", "professional", id.ToString()) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return check.State == RegisterState.Waiting ? TypedResults.Accepted($"/professionals/{id}/register-check", RegisterCheckView.Of(check)) : TypedResults.Ok(RegisterCheckView.Of(check));
    }

    private static async Task<T?> AnsweredAsync<T>(Func<Task<T?>> ask) where T : class
    {
        try { return await ask(); }
        catch (AnnuaireSilentException) { throw new DependencyDownException("annuaire", "L'Annuaire Santé ne répond pas. Cherchez parmi les adresses connues ici, ou réessayez dans quelques minutes."); }
    }

    private static IReadOnlyList<ShownMailbox> Shown(IEnumerable<MailboxFacts> mailboxes) => [.. mailboxes.Where(m => !m.Unlisted).Select(m => new ShownMailbox(m.Address, m.Type, m.Label, m.StructureName, m.Service))];
}

/// <param name="KeyHolds">False: the number's key does not fit, which old numbers may do.</param>
internal sealed record RegisteredView(string Rpps, string FamilyName, string GivenName, string Title, string Profession, string Speciality, bool Active, bool KeyHolds,
    IReadOnlyList<RegisteredActivity> Activities, IReadOnlyList<ShownMailbox> Mailboxes);

internal sealed record StructureView(string Finess, string Name, bool Active, string Sector, string Category, bool LegalEntity, string AddressLine, string PostalCode, string City, IReadOnlyList<ShownMailbox> Mailboxes);

internal sealed record ShownMailbox(string Address, string Type, string Label, string StructureName, string Service);
