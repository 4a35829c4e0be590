using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;

namespace HealthDirectory.Tasks;

/// <summary>Who does what depends on the kind of house: an EHPAD has a coordinating doctor and nurses, the others a doctor and educators.</summary>
internal static class HouseFunctions
{
    private const string Ehpad = "500";

    public static Task<bool> IsEhpadAsync(DirectoryDbContext db, Guid? establishmentId, CancellationToken ct) =>
        db.Establishments.AnyAsync(e => e.Id == establishmentId && e.Category == Ehpad, ct);

    /// <summary>Who is near the person and plans their days.</summary>
    public static async Task<string> NearAsync(DirectoryDbContext db, Guid? establishmentId, CancellationToken ct) =>
        (await IsEhpadAsync(db, establishmentId, ct) ? Function.Ide : Function.EducateurSpecialise).Code();

    /// <summary>The doctor who answers for the house; both kinds when the house is not known.</summary>
    public static async Task<IReadOnlyList<string>> DoctorsAsync(DirectoryDbContext db, Guid? establishmentId, CancellationToken ct) => establishmentId is null
        ? [Function.MedecinCoordonnateur.Code(), Function.Medecin.Code()]
        : [(await IsEhpadAsync(db, establishmentId, ct) ? Function.MedecinCoordonnateur : Function.Medecin).Code()];

    /// <summary>The function that a fact names, as this house has it.</summary>
    public static async Task<string> HereAsync(DirectoryDbContext db, string function, Guid establishmentId, CancellationToken ct) =>
        function == Function.MedecinCoordonnateur.Code() ? (await DoctorsAsync(db, establishmentId, ct))[0] : function;
}
