using Documents.Access;
using Documents.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents.Transmissions;

/// <summary>The boxes that were ticked.</summary>
/// <param name="Recipients">MSSanté addresses, one job each; the policy's usual ones when empty.</param>
/// <param name="Emergency">The mail to professionals may not wait for a qualified INS and leaves without it.</param>
public sealed record SendRequest(IReadOnlyList<Channel> Channels, IReadOnlyList<string>? Recipients = null, bool Emergency = false);

public static class TransmissionEndpoints
{
    public static void MapTransmissions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/documents/{id:guid}/transmissions").WithTags("Transmissions");
        group.MapPost("/", Send).RequireAuthorization("documents:write").ProducesProblem(400).ProducesProblem(409);
        group.MapPost("/{transmissionId:guid}/retry", Retry).RequireAuthorization("documents:write").ProducesProblem(409);
        group.MapGet("/", Matrix).RequireAuthorization("documents:read");
    }

    private static async Task<Accepted<IReadOnlyList<TransmissionView>>> Send(Guid id, SendRequest request, DocumentsDbContext db, CareAccess access, Dispatch dispatch, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, "document.send-request", ct);
        await access.RequireAsync(document, "R", "document.send-request", ct);
        var destinations = Destinations(request, await ChannelRule.ForAsync(db, document, ct));
        var jobs = await dispatch.AskAsync(document, destinations, new(access.Situation, caller.AuthTime ?? clock.GetUtcNow()), automatic: false, request.Emergency, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted<IReadOnlyList<TransmissionView>>($"/documents/{id}/transmissions", [.. jobs.Select(TransmissionView.Of)]);
    }

    /// <summary>Tries a failed or blocked job again; everything that may forbid it is asked anew.</summary>
    private static async Task<Accepted<TransmissionView>> Retry(Guid id, Guid transmissionId, DocumentsDbContext db, CareAccess access, Dispatch dispatch, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var document = await db.Documents.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, "document.send-request", ct);
        await access.RequireAsync(document, "R", "document.send-request", ct);
        var ended = await db.Transmissions.SingleOrDefaultAsync(t => t.Id == transmissionId && t.DocumentId == id, ct) ?? throw new NotFoundException();
        var job = await dispatch.RetryAsync(document, ended, new(access.Situation, caller.AuthTime ?? clock.GetUtcNow()), automatic: false, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/documents/{id}/transmissions", TransmissionView.Of(job));
    }

    /// <summary>The state per recipient and per channel.</summary>
    private static async Task<Ok<IReadOnlyList<TransmissionView>>> Matrix(Guid id, DocumentsDbContext db, CareAccess access, CancellationToken ct)
    {
        var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw await access.MissingAsync(id, "document.read", ct);
        await access.RequireAsync(document, "R", "document.read", ct);
        var jobs = await db.Transmissions.AsNoTracking().Where(t => t.DocumentId == id).OrderBy(t => t.RequestedAt).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<TransmissionView>>([.. jobs.Select(TransmissionView.Of)]);
    }

    private static List<Destination> Destinations(SendRequest request, IReadOnlyList<ChannelRule> rules)
    {
        if (request.Channels.Count == 0) throw new BadInputException("channels", "Cochez au moins un canal.");
        var given = (request.Recipients ?? []).Select(MssAddress.Read).Distinct(StringComparer.Ordinal).ToList();
        if (given.Count > 20) throw new BadInputException("recipients", "Vingt destinataires au plus par envoi. Faites-en plusieurs.");
        var destinations = new List<Destination>();
        foreach (var channel in request.Channels.Distinct())
        {
            var rule = rules.Single(r => r.Channel == channel);
            if (rule.Mode == TransmissionMode.Off) throw new RuleBrokenException("channel-off", $"L'organisation ne transmet pas ce type de document par {Labels.Of(channel)}. Choisissez un autre canal.");
            if (channel != Channel.Mssante) destinations.Add(new(channel, ""));
            else destinations.AddRange((given.Count > 0 ? given : rule.Recipients).Select(a => new Destination(channel, a)));
        }

        if (request.Channels.Contains(Channel.Mssante) && destinations.All(d => d.Channel != Channel.Mssante)) throw new BadInputException("recipients", "Indiquez au moins une adresse MSSanté.");
        return destinations;
    }
}

/// <summary>The address of a professional's or a service's mailbox.</summary>
public static class MssAddress
{
    /// <summary>In lower case. A citizen's address is never typed: it is built from a qualified INS when the mail leaves.</summary>
    public static string Read(string text)
    {
        var address = text.Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var shaped = at > 0 && at == address.LastIndexOf('@') && address.Length <= 254 && address.EndsWith(".mssante.fr", StringComparison.Ordinal)
            && address.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '@' or '\'');
        if (!shaped) throw new BadInputException("recipient-address", "Une adresse MSSanté se termine par .mssante.fr : vérifiez-la dans l'annuaire.");
        if (address[(at + 1)..] == "patient.mssante.fr") throw new BadInputException("recipient-citizen", "Pour écrire à la personne, cochez la messagerie citoyenne : son adresse est construite à partir de son INS.");
        return address;
    }
}
