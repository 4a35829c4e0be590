using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sandbox.Ledgers;

namespace Sandbox.Teleplatforms;

/// <summary>A context waiting to be opened.</summary>
internal sealed record PushedContext(string Handle, string Context, DateTimeOffset DeadAt);

/// <summary>A page that was opened.</summary>
internal sealed record Launch(string HouseReference, string User, bool WithIdentity, DateTimeOffset At);

/// <summary>The second regional platform has no API but a page: the context is pushed, the page opens by a handle that serves once, for a minute.</summary>
internal static class TelebRoutes
{
    private const string Code = "teleb";
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    public static void MapTeleb(this WebApplication app)
    {
        app.MapPost("/teleb/contexts", Push);
        app.MapGet("/teleb/launch", Open);
        app.MapGet("/control/teleb/launches", (Ledger ledger) => ledger.All<Launch>("teleb-launches").OrderBy(l => l.At));
    }

    private static async Task<IResult> Push(HttpRequest request, PlatformKeys keys, Ledger ledger, Journal journal, TimeProvider clock, CancellationToken ct)
    {
        if (!keys.Admits(request)) return Results.Unauthorized();
        using var reader = new StreamReader(request.Body, Encoding.ASCII);
        var (claims, fault) = keys.Read((await reader.ReadToEndAsync(ct)).Trim(), Code);
        var jti = claims?["jti"]?.GetValue<string>() ?? "";
        if (claims is not null && ledger.Get<PushedContext>("teleb-seen", jti) is not null) (claims, fault) = (null, "rejeu");
        if (claims?["context"] is not JsonObject context || jti.Length == 0)
        {
            journal.Note(Code, "contexte", "refusé", fault);
            return Results.Json(new { fault }, statusCode: 400);
        }
        var pushed = new PushedContext(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)), context.ToJsonString(), clock.GetUtcNow() + Life);
        ledger.Put("teleb-seen", jti, pushed with { Context = "" });
        ledger.Put("teleb-contexts", pushed.Handle, pushed);
        journal.Note(Code, "contexte", "pris", context["reference"]?.GetValue<string>() ?? "");
        return Results.Json(new { handle = pushed.Handle, expiresIn = (int)Life.TotalSeconds }, statusCode: 201);
    }

    private static IResult Open(string handle, Ledger ledger, Journal journal, TimeProvider clock)
    {
        var pushed = ledger.Get<PushedContext>("teleb-contexts", handle);
        // Taken away before it is read: whoever comes second finds nothing.
        if (pushed is null || !ledger.Remove("teleb-contexts", handle) || pushed.DeadAt < clock.GetUtcNow())
        {
            journal.Note(Code, "ouverture", "refusée", "poignée inconnue, déjà utilisée ou périmée");
            return Page("Ce lien a déjà servi ou a plus d'une minute. Retournez à votre outil et ouvrez de nouveau la plateforme.", null, StatusCodes.Status410Gone);
        }
        var context = JsonNode.Parse(pushed.Context)!.AsObject();
        var launch = new Launch(context["reference"]!.GetValue<string>(), context["user"]?["nationalId"]?.GetValue<string>() ?? "", context["person"] is not null, clock.GetUtcNow());
        ledger.Put("teleb-launches", handle, launch);
        journal.Note(Code, "ouverture", "faite", launch.HouseReference);
        return Page($"Demande {launch.HouseReference}, ouverte pour {context["user"]?["name"]?.GetValue<string>() ?? "un professionnel"}.", context["returnUrl"]?.GetValue<string>(), StatusCodes.Status200OK);
    }

    private static IResult Page(string text, string? back, int status) => Results.Content(
        $"<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Plateforme B</title><h1>Plateforme régionale B (bac à sable)</h1><p>{WebUtility.HtmlEncode(text)}</p>{(back is null ? "" : $"<p><a href=\"{WebUtility.HtmlEncode(back)}\">Revenir</a></p>")}</html>",
        "text/html", Encoding.UTF8, status);
}
