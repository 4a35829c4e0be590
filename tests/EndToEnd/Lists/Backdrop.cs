using System.Globalization;
using EndToEnd.Stage;

namespace EndToEnd.Lists;

/// <summary>What Les Saules Blancs has for everybody: a room, cases of telemedicine, a month that is billed.</summary>
internal sealed record Backdrop(string Room, string RoomFeed, string UseCase, string Monitoring)
{
    /// <summary>A month in which only the lives of these tests are billed.</summary>
    public const string Month = "2024-03";

    private static readonly Guid House = Admissions.SaulesBlancs;

    private static Task<Backdrop>? _set;

    /// <summary>Once for the one platform of all tests.</summary>
    public static Task<Backdrop> SetAsync(PlatformFixture platform) => _set ??= MakeAsync(platform);

    private static async Task<Backdrop> MakeAsync(PlatformFixture platform)
    {
        var (nurse, doctor, accounts) = (await platform.NurseAsync(), await platform.DoctorAsync(), await platform.AsAsync("CASTAING"));
        var room = Life.Id((await nurse.PostAsync("/api/agenda/resources", new { establishmentId = House, kind = "room", settings = new { type = "salle-bilan", name = "Salle des bilans", capacity = 10 } })).Must(201).Json);
        var feed = (await nurse.PostAsync("/api/agenda/feeds", new { kind = "room", calendarId = room })).Must(201).Json.GetProperty("address").GetString()!.Split('/')[^1];
        var cases = (await nurse.GetAsync($"/api/telemedicine/use-cases?establishmentId={House}")).Must(200).Json.EnumerateArray().ToList();
        var monitoring = Life.Id((await doctor.PostAsync("/api/telemedicine/use-cases", new { establishmentId = House, template = "insuffisance-cardiaque" })).Must(201).Json);
        (await doctor.PostAsync($"/api/telemedicine/use-cases/{monitoring}/activate", new { })).Must(200);
        foreach (var (code, price) in new[] { ("HEB", 64.10m), ("HEB-M60", 83.20m), ("DEP-GIR56", 5.40m), ("RDAS", 6.40m) })
            (await accounts.PostAsync("/api/billing/price-tables", new { establishmentId = House, code, unitPrice = price, validFrom = "2024-01-01", validUntil = "2024-12-31", decidedOn = "2023-12-15" })).Must(201);
        return new(room, feed, Life.Id(cases.Single(one => one.GetProperty("code").GetString() == "geriatrie")), monitoring);
    }

    public static string Instants(int from, int to) =>
        string.Create(CultureInfo.InvariantCulture, $"from={Life.Day(Life.Today.AddDays(from))}T00:00:00Z&until={Life.Day(Life.Today.AddDays(to))}T00:00:00Z");

    public static string Days(int from, int to) => $"from={Life.Day(Life.Today.AddDays(from))}&to={Life.Day(Life.Today.AddDays(to))}";
}
