using Microsoft.AspNetCore.Mvc;

namespace Documents.Records;

public static class DocumentEndpoints
{
    private const long LargestBody = 26 * 1024 * 1024;

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/documents").WithTags("Documents").RequireAuthorization("documents:read");
        read.MapGet("/", ReadDocuments.List);
        read.MapGet("/{id:guid}", ReadDocuments.Read);
        read.MapGet("/{id:guid}/pdf", ReadDocuments.Pdf);
        read.MapGet("/{id:guid}/cda", ReadDocuments.CdaFile).ProducesProblem(409);

        var write = routes.MapGroup("/documents").WithTags("Documents").RequireAuthorization("documents:write");
        var large = new RequestSizeLimitAttribute(LargestBody);
        write.MapPost("/", WriteDocuments.Draft).WithMetadata(large).ProducesProblem(400);
        write.MapPut("/{id:guid}", WriteDocuments.Revise).WithMetadata(large).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/{id:guid}/replace", WriteDocuments.Replace).WithMetadata(large).ProducesProblem(409);
        write.MapPost("/{id:guid}/review", DecideDocuments.Review).ProducesProblem(409);
        write.MapPost("/{id:guid}/validate", DecideDocuments.Validate).ProducesProblem(409);
        write.MapPost("/{id:guid}/cancel", DecideDocuments.Cancel).ProducesProblem(409);

        routes.MapGet("/document-types", () => TypedResults.Ok(DocumentType.All.Select(t => new { t.Code, t.Label, t.Class, ClassLabel = t.ClassCode.Display, t.ForDmp })))
            .WithTags("Documents").RequireAuthorization("documents:read");
    }
}
