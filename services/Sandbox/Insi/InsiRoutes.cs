using System.Text.RegularExpressions;

namespace Sandbox.Insi;

internal static partial class InsiRoutes
{
    public static void AddInsi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Soap.SignedAssertions>();
        builder.Services.AddSingleton<KnownIdentities>();
        builder.Services.AddSingleton<Injections>();
        builder.Services.AddSingleton<InsiCaller>();
        builder.Services.AddSingleton<InsiEndpoint>();
    }

    public static void MapInsi(this WebApplication app)
    {
        app.MapPost("/insi", (HttpContext context, InsiEndpoint insi, CancellationToken ct) => insi.Answer(context, ct));
        app.MapGet("/control/insi/injections", (Injections injections) => injections.Waiting());
        app.MapPost("/control/insi/injections", (Injection injection, Injections injections) =>
            injection.Count < 1 || injection.DelaySeconds is < 0 or > 600 || injection.HttpStatus is < 200 or > 599 || !Fits(injection.Individual)
                ? Results.Problem("L'injection est mal formée. Corrigez-la : nombre d'au moins un, délai de 0 à 600 secondes, matricule de 15 caractères.", statusCode: 400)
                : Results.Ok(injections.Add(injection)));
        app.MapDelete("/control/insi/injections", (Injections injections) =>
        {
            injections.Clear();
            return Results.NoContent();
        });
        app.MapPost("/control/insi/identities", (Individual individual, KnownIdentities identities) =>
        {
            if (!Fits(individual)) return Results.Problem("Le matricule doit avoir 15 caractères. Corrigez-le.", statusCode: 400);
            identities.Add(individual);
            return Results.NoContent();
        });
    }

    private static bool Fits(Individual? individual) => individual is null || Matricule().IsMatch(individual.Matricule);

    [GeneratedRegex("^[0-9]{6}[0-9A-Z][0-9]{8}$", RegexOptions.None, 200)]
    private static partial Regex Matricule();
}
