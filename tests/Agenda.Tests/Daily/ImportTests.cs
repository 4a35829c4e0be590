using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Contracts.Agenda;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Daily;

public sealed class ImportTests(DayApi api) : IClassFixture<DayApi>
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Fact]
    public async Task A_planning_of_Excel_is_tried_then_imported_once()
    {
        var (lea, tom) = (await MatchAsync("Léa"), await MatchAsync("Tom O'Brien"));
        const string Planning = "Date;Début;Fin;Activité;Usagers;Professionnels;Présence;Identifiant\r\n24/03/2026;14:00;15h30;Équithérapie;Léa|TOM O’BRIEN;;;S1\r\nmardi 31 mars 2026;9h;10h;Piscine;léa;;;\r\n31/03/2026;09:30;10:30;Classe;Léa;;;\r\n32/03/2026;9h;8h;x;Inconnue;;peut-être;\r\n";

        var trial = await ImportAsync(Windows.GetBytes(Planning));
        Assert.Equal(0, await PlannedAsync(lea));
        var real = await ImportAsync(Windows.GetBytes(Planning), dryRun: false);
        var again = await ImportAsync(new UTF8Encoding(true).GetPreamble().Concat(Encoding.UTF8.GetBytes(Planning)).ToArray(), dryRun: false);

        Assert.Equal(["planned", "planned", "conflict", "error"], Outcomes(trial));
        Assert.Equal(Outcomes(trial), Outcomes(real));
        Assert.Equal(["unchanged", "unchanged", "conflict", "error"], Outcomes(again));
        Assert.Equal("Inconnue", trial.GetProperty("unknownNames")[0].GetString());
        Assert.Equal(5, trial.GetProperty("lines")[3].GetProperty("messages").GetArrayLength());
        Assert.Equal((2, 1), (await PlannedAsync(lea), await PlannedAsync(tom)));
        var first = (await api.WaitForOneAsync(ActivityPlanned.Topic, p => p.As<ActivityPlanned>().UsagerIds.Contains(tom))).As<ActivityPlanned>();
        Assert.Equal(DayApi.Paris(2026, 3, 24, 14), first.StartsAt);
        await api.WaitForAsync(ActivityPlanned.Topic, p => p.As<ActivityPlanned>().StartsAt == DayApi.Paris(2026, 3, 31, 9) && p.As<ActivityPlanned>().UsagerIds.Contains(lea));
        Assert.Equal(2, api.Published.Count(p => p.Topic == ActivityPlanned.Topic && p.As<ActivityPlanned>().UsagerIds.Contains(lea)));
    }

    [Fact]
    public async Task Attendance_brought_again_is_not_counted_twice_and_a_change_is_a_version()   // agenda-billing pitfall 9
    {
        var person = await MatchAsync("Nora");
        string Table(string presence) => $"Date,Début,Fin,Activité,Usagers,Présence\n10/02/2026,10:00,11:00,Yoga,Nora,{presence}\n";

        var first = await ImportAsync(Encoding.UTF8.GetBytes(Table("présent")), dryRun: false);
        var same = await ImportAsync(Encoding.UTF8.GetBytes(Table("présent")), dryRun: false);
        var changed = await ImportAsync(Encoding.UTF8.GetBytes(Table("absent justifié")), dryRun: false);

        Assert.Equal(["planned", "unchanged", "presence"], new[] { first, same, changed }.SelectMany(Outcomes));
        var occurrence = first.GetProperty("lines")[0].GetProperty("occurrenceId").GetGuid();
        var list = await api.GetAsync($"/attendances?occurrenceId={occurrence}");
        Assert.Equal((1, "ABSENT_JUSTIFIED", 2), (list.GetProperty("total").GetInt32(), list.GetProperty("items")[0].GetProperty("state").GetString(), list.GetProperty("items")[0].GetProperty("version").GetInt32()));
        await api.WaitForOneAsync(AttendanceRecorded.Topic, p => p.As<AttendanceRecorded>().UsagerId == person);
        await api.WaitForOneAsync(AttendanceCorrected.Topic, p => p.As<AttendanceCorrected>().UsagerId == person);
    }

    [Fact]
    public async Task A_line_of_somebody_out_of_reach_and_a_line_that_changed_are_told()
    {
        var (seen, hidden) = (await MatchAsync("Visible"), await MatchAsync("Cachée"));
        api.Consent.Closed[hidden] = true;
        string Table(string hour) => $"Date\tDébut\tFin\tActivité\tUsagers\tIdentifiant\n2026-04-14\t{hour}\t12:00\tThéâtre\tVisible\tT1\n2026-04-15\t10:00\t11:00\tThéâtre\tCachée\tT2\n2026-04-14\t{hour}\t12:00\tThéâtre\tVisible\tT1\n";

        var first = await ImportAsync(Encoding.UTF8.GetBytes(Table("10:00")), dryRun: false);
        var moved = await ImportAsync(Encoding.UTF8.GetBytes(Table("11:00")), dryRun: false);

        Assert.Equal(["planned", "error", "error"], Outcomes(first));
        Assert.Equal(["error", "error", "error"], Outcomes(moved));
        Assert.Equal((1, 0), (await PlannedAsync(seen), await PlannedAsync(hidden)));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("Date;Début;Fin;Activité\r\n", 400)]
    [InlineData("Jour;Heure\r\n24/03/2026;10h\r\n", 400)]
    [InlineData("Date;Début;Fin;Activité\r\n\"24/03/2026;10h;11h;x\r\n", 400)]
    [InlineData("PK\u0003\u0004\0\0binary\r\nx\r\n", 400)]
    public async Task A_file_that_cannot_be_read_is_refused_in_French(string content, int status)
    {
        var (answered, body) = await SendAsync(Encoding.UTF8.GetBytes(content), dryRun: false);

        Assert.Equal(status, (int)answered);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_file_too_large_too_long_or_of_another_kind_is_refused_and_so_is_another_house()
    {
        var many = "Date;Début;Fin;Activité\r\n" + string.Concat(Enumerable.Repeat("24/03/2026;10h;11h;Yoga\r\n", 1001));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(Encoding.UTF8.GetBytes(many))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(new byte[513 * 1024])).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync("Date"u8.ToArray(), type: "application/vnd.ms-excel")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("Date"u8.ToArray(), by: api.As(Demo.Rivieres, Demo.Bellec))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("Date"u8.ToArray(), by: api.As(Demo.Brume, Demo.Montagne))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync(HttpMethod.Put, "/imports/names", new { establishmentId = Demo.DeuxChenes, names = new[] { new { kind = "usager", name = " ", calendarId = Guid.Empty } } })).Status);
    }

    private async Task<Guid> MatchAsync(string name)
    {
        var person = Guid.CreateVersion7();
        var (status, _) = await api.SendAsync(HttpMethod.Put, "/imports/names", new { establishmentId = Demo.DeuxChenes, names = new[] { new { kind = "usager", name, calendarId = person } } });
        Assert.Equal(HttpStatusCode.NoContent, status);
        return person;
    }

    private async Task<JsonElement> ImportAsync(byte[] file, bool dryRun = true)
    {
        var (status, body) = await SendAsync(file, dryRun);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(byte[] file, bool dryRun = true, string type = "text/csv", HttpClient? by = null)
    {
        using var client = by ?? api.Educator;
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var reply = await client.PostAsync($"/imports/plannings?establishmentId={Demo.DeuxChenes}&dryRun={dryRun}", content, TestContext.Current.CancellationToken);
        return (reply.StatusCode, JsonDocument.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.Clone());
    }

    private static string[] Outcomes(JsonElement report) => [.. report.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("outcome").GetString()!)];

    private Task<int> PlannedAsync(Guid person) => api.WithDbAsync(db => db.Participations.CountAsync(p => p.CalendarId == person));
}
