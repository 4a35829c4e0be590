using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Requests;

/// <summary>Every endpoint that takes something, with something it cannot take: a French problem, and nothing changed.</summary>
public sealed class BadInputTests(TelemedicineApi api) : IClassFixture<TelemedicineApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/use-cases", "{\"establishmentId\":\"HOUSE\",\"template\":\"inconnu\"}")]
    [InlineData("POST", "/use-cases", "{\"establishmentId\":\"HOUSE\",\"template\":\"psychiatrie\",\"fields\":[]}")]
    [InlineData("PUT", "/use-cases/CASE/form", "{\"fields\":[{\"key\":\"A\",\"label\":\"x\",\"kind\":\"Text\"}]}")]
    [InlineData("PUT", "/use-cases/CASE/settings", "{\"urgentHours\":0,\"routineHours\":1,\"reportHours\":1}")]
    [InlineData("PUT", "/use-cases/CASE/settings", "{\"urgentHours\":1,\"routineHours\":1,\"reportHours\":1,\"platformCode\":\"ailleurs\"}")]
    [InlineData("PUT", "/establishments/HOUSE/leads", "{\"medicalLeadId\":\"rien\",\"paramedicalLeadId\":\"rien\"}")]
    [InlineData("PUT", "/establishments/HOUSE/prerequisites/99", "{\"evidence\":\"Vu\"}")]
    [InlineData("PUT", "/establishments/HOUSE/profile", "{\"tariff\":\"Gratuit\",\"priorityZone\":false}")]
    [InlineData("POST", "/devices", "{\"establishmentId\":\"HOUSE\",\"kind\":\"Fusée\",\"label\":\"Chariot\"}")]
    [InlineData("POST", "/devices", "{\"establishmentId\":\"HOUSE\",\"kind\":\"Cart\",\"label\":\"\"}")]
    [InlineData("PUT", "/devices/DEVICE", "{\"label\":\"Chariot\",\"transferMinutes\":-1}")]
    [InlineData("POST", "/devices/DEVICE/charge", "{\"percent\":101}")]
    [InlineData("POST", "/requis", "{\"establishmentId\":\"HOUSE\",\"nationalId\":\"abc\",\"name\":\"Dr X\",\"speciality\":\"\",\"kind\":\"Specialist\"}")]
    [InlineData("POST", "/requis", "{\"establishmentId\":\"HOUSE\",\"nationalId\":\"899900000500\",\"name\":\"Dr X\",\"speciality\":\"\",\"kind\":\"Specialist\",\"mailbox\":\"a@gmail.com\"}")]
    [InlineData("POST", "/requis/REQUIS/vacations", "{\"establishmentId\":\"HOUSE\",\"startsAt\":\"2026-12-01T10:00:00Z\",\"endsAt\":\"2026-12-01T09:00:00Z\",\"slotMinutes\":30}")]
    [InlineData("GET", "/requests?take=0", "")]
    [InlineData("GET", "/requests?state=Envolée", "")]
    [InlineData("GET", "/information?usagerId=rien", "")]
    [InlineData("POST", "/requests", "{\"usagerId\":\"PERSON\",\"useCaseId\":\"PERSON\",\"answers\":{},\"parcours\":{\"case\":\"TreatingDoctorReferral\",\"treatingDoctorInformed\":true}}")]
    [InlineData("POST", "/requests", "{\"usagerId\":\"PERSON\",\"useCaseId\":\"CASE\",\"answers\":{\"weight\":5000},\"parcours\":{\"case\":\"TreatingDoctorReferral\",\"treatingDoctorInformed\":true}}")]
    [InlineData("POST", "/requests", "{\"usagerId\":\"PERSON\",\"useCaseId\":\"CASE\",\"answers\":{},\"parcours\":{\"case\":\"TreatingDoctorReferral\",\"treatingDoctorInformed\":true},\"wishedDates\":[\"2001-01-01T00:00:00Z\"]}")]
    [InlineData("POST", "/requests", "{\"usagerId\":\"PERSON\",\"inconnu\":1}")]
    [InlineData("PUT", "/requests/REQUEST", "{\"answers\":{\"ailleurs\":true},\"parcours\":{\"case\":\"TreatingDoctorReferral\",\"treatingDoctorInformed\":true}}")]
    [InlineData("POST", "/requests/REQUEST/submit", "{}")]
    [InlineData("POST", "/requests/REQUEST/complete", "{\"text\":\"\"}")]
    [InlineData("POST", "/requests/REQUEST/accept", "{\"requisId\":\"PERSON\"}")]
    [InlineData("POST", "/requests/REQUEST/refuse", "{\"reasonCode\":\"humeur\",\"text\":\"Non\"}")]
    [InlineData("POST", "/requests/REQUEST/ask-information", "{\"text\":null}")]
    [InlineData("POST", "/requests/REQUEST/advice", "{\"requisId\":\"PERSON\",\"text\":\"Oui\"}")]
    [InlineData("POST", "/requests/REQUEST/cancel", "{\"reasonCode\":\"pluie\"}")]
    [InlineData("POST", "/requests/REQUEST/information", "{\"situation\":\"Capable\",\"agreement\":\"Oral\",\"noticeVersion\":\"\",\"support\":\"oral\"}")]
    [InlineData("POST", "/requests/REQUEST/information", "{\"situation\":\"Capable\",\"agreement\":\"Oral\",\"noticeVersion\":\"1\",\"support\":\"pigeon\"}")]
    [InlineData("POST", "/requests/REQUEST/information/reconfirm", "{\"informationId\":\"PERSON\"}")]
    [InlineData("POST", "/requests/REQUEST/slots", "{\"from\":\"demain\",\"until\":\"hier\"}")]
    [InlineData("POST", "/requests/REQUEST/plan", "{}")]
    [InlineData("POST", "/requests/REQUEST/move", "{\"startsAt\":\"2001-01-01T00:00:00Z\"}")]
    [InlineData("POST", "/requests/REQUEST/pre-flight", "{\"video\":true,\"sound\":true,\"devices\":true,\"megabits\":-3,\"batteryPercent\":80,\"personPrepared\":true,\"stepsDone\":[]}")]
    [InlineData("POST", "/requests/REQUEST/start", "{\"channel\":\"fumée\",\"requisProof\":\"psc\",\"identityBy\":\"bracelet\",\"traitsConfirmed\":true}")]
    [InlineData("POST", "/requests/REQUEST/incidents", "{\"kind\":\"Network\",\"fallback\":\"Phone\",\"note\":\"\",\"minute\":4}")]
    [InlineData("POST", "/requests/REQUEST/finish", "{}")]
    [InlineData("POST", "/requests/REQUEST/miss", "{\"reasonCode\":\"vacances\"}")]
    [InlineData("POST", "/requests/REQUEST/launch", "{\"returnUrl\":\"https://ailleurs.example/\"}")]
    [InlineData("POST", "/requests/REQUEST/fallback", "{\"recipient\":\"a@b.fr\"}")]
    [InlineData("POST", "/requests/REQUEST/reports", "{\"cda\":\"\"}")]
    [InlineData("POST", "/requests/REQUEST/reports", "{\"cda\":\"pas du base64\"}")]
    [InlineData("POST", "/monitoring", "{\"usagerId\":\"PERSON\",\"useCaseId\":\"CASE\",\"prescriberId\":\"899900000011\",\"operator\":\"Op\",\"deviceLabel\":\"Balance\",\"readingHours\":\"9 h\",\"contacts\":[]}")]
    [InlineData("POST", "/monitoring/PLAN/include", "{\"situation\":\"Capable\"}")]
    [InlineData("POST", "/monitoring/PLAN/alerts", "{\"level\":\"bleu\",\"handled\":\"Rien\"}")]
    [InlineData("POST", "/hooks/telea", "rien")]
    public async Task It_is_refused_in_French_and_changes_nothing(string method, string path, string body)
    {
        var useCase = await api.UseCaseAsync("geriatrie");
        var request = Id(await api.DraftAsync(api.NewPerson()));
        var before = (await api.ReadAsync(request)).ToJsonString();
        string Named(string text) => text.Replace("HOUSE", Demo.SaulesBlancs.ToString()).Replace("CASE", useCase["id"]!.GetValue<string>()).Replace("REQUEST", request.ToString()).Replace("PERSON", Guid.CreateVersion7().ToString());
        using var client = method == "PUT" || path.StartsWith("/use-cases", StringComparison.Ordinal) || path.StartsWith("/establishments", StringComparison.Ordinal) ? api.Doctor : path.Contains("/accept") || path.Contains("/refuse") || path.Contains("/advice") || path.Contains("/ask") ? api.Expert : api.Nurse;
        client.DefaultRequestHeaders.IfMatch.Add(new EntityTagHeaderValue($"\"{(path.StartsWith("/requests", StringComparison.Ordinal) ? JsonNode.Parse(before)!["request"]!["version"] : path.StartsWith("/devices", StringComparison.Ordinal) ? 2 : useCase["version"])}\""));
        using var message = new HttpRequestMessage(new(method), (await NamedAsync(Named(path))).Replace("PLAN", Guid.CreateVersion7().ToString()));
        if (method != "GET") message.Content = new StringContent(Named(body), Encoding.UTF8, "application/json");

        using var reply = await client.SendAsync(message, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True((int)reply.StatusCode is >= 400 and < 500, $"{(int)reply.StatusCode} {text}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.False(string.IsNullOrWhiteSpace(problem["code"]?.GetValue<string>()));
        Assert.Matches("[a-zéèêàç] [a-zéèêàç]", problem["detail"]!.GetValue<string>());
        Assert.NotEqual(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal(before, (await api.ReadAsync(request)).ToJsonString());
    }

    private async Task<string> NamedAsync(string path)
    {
        if (path.Contains("DEVICE", StringComparison.Ordinal)) path = path.Replace("DEVICE", (await api.DeviceAsync()).ToString());
        return path.Contains("REQUIS/", StringComparison.Ordinal) ? path.Replace("REQUIS", (await api.RequisAsync()).ToString()) : path;
    }
}
