namespace Sandbox.Ledgers;

internal static class LedgerEndpoints
{
    public static void AddLedger(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_ => new Ledger(builder.Configuration["Sandbox:DataPath"]));
        builder.Services.AddSingleton<Journal>();
    }

    public static void MapLedger(this WebApplication app)
    {
        app.MapGet("/control/journal", (Journal journal, string? teleservice, long? after) => journal.Read(teleservice, after ?? 0));
        app.MapPost("/control/reset", (Ledger ledger) =>
        {
            ledger.Forget();
            return Results.NoContent();
        });
    }
}
