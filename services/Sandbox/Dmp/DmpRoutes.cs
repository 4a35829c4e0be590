using Sandbox.Soap;

namespace Sandbox.Dmp;

internal static class DmpRoutes
{
    /// <summary>A search by INS travels in a body, never in an address.</summary>
    private sealed record SearchedPatient(string Matricule);

    public static void AddDmp(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DmpCall>();
        builder.Services.AddSingleton<DmpRecords>();
        builder.Services.AddSingleton<DocumentStore>();
        builder.Services.AddSingleton<PatientStatusEndpoint>();
        builder.Services.AddSingleton<DepositEndpoint>();
        builder.Services.AddSingleton<StoredQueryEndpoint>();
        builder.Services.AddSingleton<RetrieveEndpoint>();
    }

    public static void MapDmp(this WebApplication app)
    {
        app.MapPost("/dmp/patients", (HttpContext context, PatientStatusEndpoint status, CancellationToken ct) => status.Answer(context, ct));
        app.MapPost("/dmp/registry", (HttpContext context, StoredQueryEndpoint query, CancellationToken ct) => query.Answer(context, ct));
        app.MapPost("/dmp/repository", Repository);

        app.MapGet("/control/dmp/documents", (DocumentStore store) => store.All().Select(View));
        app.MapPost("/control/dmp/documents/search", (SearchedPatient asked, DocumentStore store) => store.All().Where(d => d.Matricule == asked.Matricule).Select(View));
        app.MapGet("/control/dmp/documents/{uniqueId}/content", (string uniqueId, DocumentStore store) =>
            store.Content(uniqueId) is { } bytes ? Results.Bytes(bytes, "text/xml") : Results.NotFound());
        app.MapPut("/control/dmp/records", (DmpRecord record, DmpRecords records) =>
        {
            if (PatientIns.Parse(new PatientIns(record.Matricule, record.Oid).ToString()) is null || !DmpRecord.Authorisations.Contains(record.Authorisation))
                return Results.Problem("L'INS ou l'autorisation (VALIDE, INEXISTANTE, EXPIREE, INTERDITE) n'est pas de la forme attendue. Corrigez-les.", statusCode: 400);
            records.Set(record);
            return Results.NoContent();
        });
    }

    /// <summary>The repository takes deposits (MTOM) and retrievals (plain SOAP or MTOM) at one address, told apart by their action.</summary>
    private static Task<IResult> Repository(HttpContext context, DmpCall call, DepositEndpoint deposit, RetrieveEndpoint retrieve, CancellationToken ct) =>
        call.AnswerAsync("dépôt ou lecture", async () =>
        {
            if (context.Request.ContentType?.StartsWith(SoapMessage.ContentType, StringComparison.OrdinalIgnoreCase) == true)
            {
                var soap = await SoapMessage.ReadAsync(context.Request, DmpCall.LargestMessage, ct);
                if (soap.Action == DmpNames.Deposit) throw SoapFaultException.Sender("Le dépôt se fait en MTOM : multipart/related est attendu.");
                return await retrieve.Answer(context, soap);
            }

            var message = await MtomMessage.ReadAsync(context.Request, ct);
            return message.Soap.Action == DmpNames.Retrieve ? await retrieve.Answer(context, message.Soap) : await deposit.Answer(context, message);
        });

    private static object View(StoredDocument d) => new
    {
        d.EntryUuid, d.LogicalId, d.UniqueId, d.Matricule, d.Oid, d.Title, d.TypeCode, d.ClassCode, d.Confidentiality, d.CreationTime, d.Hash, d.Size,
        Status = d.Approved ? "Approved" : "Deprecated", d.SubmissionUniqueId, d.DepositedAt, d.DepositedBy, d.Structure, d.Replaces,
    };
}
