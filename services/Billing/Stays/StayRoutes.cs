namespace Billing.Stays;

public static class StayRoutes
{
    public static void MapStays(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/stays").WithTags("Stays").RequireAuthorization("billing:read");
        read.MapGet("/", ReadStays.List).ProducesProblem(400);
        read.MapGet("/{id:guid}", ReadStays.One).ProducesProblem(404);
        read.MapGet("/{id:guid}/pay", ReadPay.Month).ProducesProblem(404);

        var write = routes.MapGroup("/stays").WithTags("Stays").RequireAuthorization("billing:write");
        write.MapPost("/", AdmitUsager.Admit).ProducesProblem(400).ProducesProblem(409);
        write.MapPut("/{id:guid}", ChangeStay.Describe).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/{id:guid}/exit", ChangeStay.Exit).ProducesProblem(400).ProducesProblem(409);
        write.MapPost("/{id:guid}/transfer", TransferUsager.Transfer).ProducesProblem(400).ProducesProblem(409);
    }
}
