namespace Identity.Usagers;

internal static class UsagerRoutes
{
    public static void MapUsagers(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/usagers").WithTags("Identity").RequireAuthorization("identity:read");
        read.MapGet("/{id:guid}", ReadUsagers.One).WithName("usager").WithSummary("An identity; the INS only while it is qualifiée.").ProducesProblem(404);
        read.MapGet("", ReadUsagers.Many).WithSummary("Identities the caller may read, in pages.").ProducesProblem(400);
        read.MapPost("/ins-search", FindByIns.Search).WithSummary("Who holds this INS; the number travels in the body only.").ProducesProblem(400);

        var write = routes.MapGroup("/usagers").WithTags("Identity").RequireAuthorization("identity:write");
        write.MapPost("", CreateUsager.Create).WithSummary("A new provisional identity, once the resembling ones were looked at.").ProducesProblem(400).ProducesProblem(403).ProducesProblem(409);
        write.MapPut("/{id:guid}/traits", CorrectTraits.Correct).WithSummary("The five traits typed anew.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);
        write.MapPost("/{id:guid}/unlock", UnlockTraits.Unlock).WithSummary("Open frozen traits for half an hour, with a reason.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        write.MapPut("/{id:guid}/complementary-traits", CompleteUsager.Complete).WithSummary("Used names, address, contact, place of living.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);
        write.MapPut("/{id:guid}/marks", MarkUsager.Mark).WithSummary("Homonyme, douteuse, fictive.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
    }
}
