namespace Sandbox.Faults;

internal static class FaultEndpoints
{
    public static void AddFaults(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FaultBoard>();
        builder.Services.AddSingleton<FaultGate>();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()));
    }

    public static void UseFaults(this WebApplication app) => app.UseMiddleware<FaultGate>();

    public static void MapFaults(this WebApplication app)
    {
        app.MapGet("/control/faults", (FaultBoard board) => FaultBoard.Teleservices.ToDictionary(t => t, board.Of));
        app.MapGet("/control/faults/{teleservice}", (string teleservice, FaultBoard board) =>
            Known(teleservice) ? Results.Ok(board.Of(teleservice)) : Unknown());
        app.MapPut("/control/faults/{teleservice}", (string teleservice, Fault fault, FaultBoard board) =>
        {
            if (!Known(teleservice)) return Unknown();
            if (fault.Count is <= 0 || fault.Seconds is < 0 or > 600)
                return Results.Problem("La durée va de 0 à 600 secondes et le nombre d'appels est d'au moins un. Corrigez-les.", statusCode: 400);
            board.Set(teleservice, fault);
            return Results.Ok(fault);
        });
    }

    private static bool Known(string teleservice) => FaultBoard.Teleservices.Contains(teleservice);

    private static IResult Unknown() => Results.Problem("Ce téléservice n'existe pas ici. Choisissez parmi insi, psc, dmp, annuaire, mss, mes, telea ou teleb.", statusCode: 404);
}
