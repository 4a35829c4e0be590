namespace Billing.Periods;

public static class PeriodRoutes
{
    public static void MapPeriods(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/establishments/{id:guid}/periods/{period}").WithTags("Periods").RequireAuthorization("billing:read");
        read.MapGet("/", ReadPeriod.State).ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/preview", PreviewMonth.Establishment).ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/obstacles", CloseMonth.ListObstacles).ProducesProblem(404);
        read.MapGet("/payers", ReadPeriod.Payers).ProducesProblem(404);
        routes.MapGet("/usagers/{id:guid}/months/{period}", PreviewMonth.Usager).WithTags("Periods").RequireAuthorization("billing:read").ProducesProblem(404);

        var write = routes.MapGroup("/establishments/{id:guid}/periods/{period}").WithTags("Periods").RequireAuthorization("billing:write");
        write.MapPost("/confirm", ConfirmMonth.Confirm).ProducesProblem(404).ProducesProblem(409);
        write.MapPost("/close", CloseMonth.Close).ProducesProblem(404).ProducesProblem(409);
        write.MapPost("/reopen", ReopenMonth.Reopen).ProducesProblem(404).ProducesProblem(409);
    }
}
