using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Access;
using Telemedicine.Reports;
using Telemedicine.Requests;

namespace Telemedicine.Platforms;

/// <param name="Regional">It serves the region of the establishment.</param>
public sealed record PlatformView(string Code, string Name, PlatformLink Link, IReadOnlyList<string> Capabilities, bool Regional);

/// <param name="ReturnUrl">A page of this platform to come back to.</param>
public sealed record LaunchRequest([StringLength(300)] string ReturnUrl = "", [StringLength(40)] string PlatformCode = "");

/// <param name="Url">To be opened at once: its handle serves one time, for sixty seconds.</param>
public sealed record LaunchView(string Url, DateTimeOffset DeadAt);

/// <param name="FallbackProposedAt">When the mail was proposed, the platform being down for half an hour.</param>
public sealed record DispatchView(string PlatformCode, DispatchKind Kind, DispatchState State, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? FallbackProposedAt, string Reference);

/// <param name="Recipient">MSSanté address; that of the requis who accepted when not said.</param>
public sealed record FallbackRequest([StringLength(254)] string Recipient = "");

public sealed record FallbackView(Guid DocumentId, IReadOnlyList<SentWay> Transmissions);

/// <summary>Platforms from the user's side: which ones, where a request stands with them, open one in context, or write instead.</summary>
internal static class PlatformEndpoints
{
    public static void MapPlatforms(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/platforms", List).WithTags("Platforms").RequireAuthorization("telemedicine:read");
        routes.MapGet("/requests/{id:guid}/dispatches", Dispatches).WithTags("Platforms").RequireAuthorization("telemedicine:read");
        routes.MapPost("/requests/{id:guid}/launch", Launch).WithTags("Platforms").RequireAuthorization("telemedicine:write").ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);
        routes.MapPost("/requests/{id:guid}/fallback", Fallback).WithTags("Platforms").RequireAuthorization("telemedicine:write").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Ok<List<PlatformView>>> List(Guid establishmentId, PlatformDirectory platforms, StructureAccess access, CancellationToken ct)
    {
        await access.RequireMemberAsync(establishmentId, ct);
        var region = await platforms.RegionAsync(establishmentId, ct);
        return TypedResults.Ok((await platforms.OrderedAsync(establishmentId, ct)).Select(p => new PlatformView(p.Code, p.Settings.Name, p.Settings.Link,
            [.. Enum.GetValues<Capabilities>().Where(c => c != Capabilities.None && p.Can(c)).Select(c => c.ToString())], p.Settings.Regions.Contains(region))).ToList());
    }

    private static async Task<Ok<List<DispatchView>>> Dispatches(Guid id, TelemedicineDbContext db, CareAccess access, CancellationToken ct)
    {
        await access.RequestAsync(id, CareAccess.Read, "telemedicine.dispatches", ct);
        var found = await db.Dispatches.AsNoTracking().Where(d => d.RequestId == id).OrderBy(d => d.Id).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found.ConvertAll(d => new DispatchView(d.PlatformCode, d.Kind, d.State, d.Attempts, d.NextAttemptAt, d.FallbackProposedAt, d.PlatformReference)));
    }

    private static async Task<Ok<LaunchView>> Launch(Guid id, LaunchRequest body, TelemedicineDbContext db, CareAccess access, PlatformDirectory platforms, ContextAssembly contexts, IConfiguration configuration, TimeProvider clock, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.launch", ct);
        if (request.State is RequestState.Draft || !request.State.BeforeAct() && request.State != RequestState.InProgress) throw new RuleBrokenException("launch-state", $"Cette demande est {request.State.French()} : il n'y a rien à ouvrir sur la plateforme. Relisez-la pour voir ce qui est possible.");
        var code = body.PlatformCode.Length > 0 ? body.PlatformCode : request.PlatformCode;
        if (platforms.Find(code) is not ContextPlatform platform) throw new RuleBrokenException("launch-unknown", "Cette plateforme ne s'ouvre pas depuis la demande. Suivez la demande ici, ou choisissez une autre plateforme.");
        var issuer = (configuration["Platform:Issuer"] ?? "").TrimEnd('/') + "/";
        if (body.ReturnUrl.Length > 0 && !body.ReturnUrl.StartsWith(issuer, StringComparison.Ordinal)) throw new BadInputException("return-url", "L'adresse de retour est une page de cette plateforme. Corrigez-la.");
        var context = await contexts.GatherAsync(request, platform, "launch", access.Situation, body.ReturnUrl.Length > 0 ? body.ReturnUrl : null, ct) ?? throw new NotFoundException();
        try
        {
            var url = await platform.LaunchAsync(context, ct);
            await db.SaveChangesAsync(ct);
            return TypedResults.Ok(new LaunchView(url.ToString(), clock.GetUtcNow() + ContextSigner.Life));
        }
        catch (PlatformDownException)
        {
            throw new DependencyDownException("platform", $"{platform.Settings.Name} ne répond pas. Réessayez dans quelques minutes, ou envoyez la demande par MSSanté.");
        }
    }

    /// <summary>The request leaves by MSSanté as a document 75496-0; its reference in the mail's object brings the report back.</summary>
    private static async Task<Ok<FallbackView>> Fallback(Guid id, FallbackRequest body, TelemedicineDbContext db, CareAccess access, ContextAssembly contexts, PlatformDirectory platforms, DocumentsClient documents, CancellationToken ct)
    {
        var request = await access.RequestAsync(id, CareAccess.Prepare, "telemedicine.fallback", ct);
        if (!request.State.AwaitsAnswer() && request.State != RequestState.Accepted) throw new RuleBrokenException("request-state", $"Cette demande est {request.State.French()} : elle ne s'envoie plus par messagerie. Relisez-la pour voir ce qui est possible.");
        var requis = request.RequisId is { } chosen ? await db.Requis.AsNoTracking().SingleOrDefaultAsync(r => r.Id == chosen, ct) : null;
        var recipient = body.Recipient.Trim() is { Length: > 0 } typed ? typed.ToLowerInvariant() : requis?.Mailbox ?? "";
        if (!recipient.EndsWith(".mssante.fr", StringComparison.Ordinal)) throw new BadInputException("recipient-address", "Une adresse MSSanté se termine par .mssante.fr : vérifiez-la dans l'annuaire.");
        var sections = await contexts.SectionsAsync(request, ct);
        var filed = await documents.FileAsync(new($"telemedicine-request/{request.Id}", request.UsagerId, request.EstablishmentId, "75496-0", $"Demande {request.Reference}", [], sections, access.Situation, request.CreatedAt, Dmp: false, [recipient]), ct);
        var waiting = await db.Dispatches.Where(d => d.RequestId == id && d.State == DispatchState.Waiting && d.Kind == DispatchKind.Create).ToListAsync(ct);
        foreach (var call in waiting) call.GoByMail();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new FallbackView(filed.DocumentId, filed.Ways));
    }
}
