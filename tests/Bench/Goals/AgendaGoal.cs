using Agenda.Availability;
using Agenda.Calendars;
using Agenda.Rules;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;
using Finding = Bench.Measuring.Finding;

namespace Bench.Goals;

/// <summary>Free time and bookings on PostgreSQL: agenda's search and transaction against what the database does alone, on the same rows.</summary>
internal sealed class AgendaGoal() : Goal("P15 P16", "availability ÷ PostgreSQL multiranges; bookings ÷ exclusion constraint")
{
    // Houses of the region: twenty rooms and twenty vehicles, or five and five.
    private const int HalfHour = 30, Large = 1, Small = 2;
    private static readonly Guid Specialists = Named(0x5e), Region = Named(0x4e);

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var server = bench.Own(await PostgresServer.StartAsync(bench.Folder));
        var monday = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date.AddDays(8 - (int)TimeProvider.System.GetUtcNow().DayOfWeek), TimeSpan.Zero);
        var anchor = bench.Own(await PostgresBookings.StartAsync(server, monday));
        await using var subject = await AgendaSubject.StartAsync(issuer, server);
        await AgendaSubject.FillAsync(server, [.. Rows(monday)]);
        await CopyAsync(server, subject, anchor, monday);

        foreach (var (participants, any, house, expected) in new[] { (5, false, Large, 7), (20, false, Large, 22), (5, true, Small, 15), (5, true, Large, 45), (20, true, Large, 60) })
            if (await subject.CountAsync(Region, InRegion(monday, participants, any, house)) is var asked && asked != expected) throw new InvalidOperationException($"{asked} calendars are asked instead of {expected}.");

        Contender Of(string name, int callers, Func<Task> act) => new(name, length => Callers.ShootAsync(callers, length, () => Environment.CpuUsage.TotalTime + server.Cpu, act));
        var shots = await bench.RoundsAsync(
            Of("multiranges, 1 caller", 1, () => anchor.FreeAsync(Department(), Speciality(), monday.AddHours(8))),
            Of("availability, 1 caller", 1, () => subject.SearchAsync(Specialists, OfSpeciality(monday))),
            Of("availability, nothing remembered", 1, () => subject.SearchAsync(Specialists, OfSpeciality(monday), cold: true)),
            Of("exclusion constraint, 8 callers", 8, () => anchor.BookAsync(Random.Shared.Next(1, 2001), Later(monday))),
            Of("booking, 1 calendar, 8 callers", 8, () => BookOneAsync(subject, Random.Shared.Next(1, 2001), Later(monday))),
            Of("booking, 3 calendars, 8 callers", 8, () => subject.BookAsync(Specialists, House(1), Three(), Later(monday), HalfHour)),
            Of("7 calendars, 4 weeks, region", 1, () => subject.SearchAsync(Region, InRegion(monday, 5, any: false))),
            Of("22 calendars, 4 weeks, region", 1, () => subject.SearchAsync(Region, InRegion(monday, 20, any: false))),
            Of("15 calendars, 4 weeks, region", 1, () => subject.SearchAsync(Region, InRegion(monday, 5, any: true, Small))),
            Of("45 calendars, 4 weeks, region", 1, () => subject.SearchAsync(Region, InRegion(monday, 5, any: true))),
            Of("60 calendars, 4 weeks, region", 1, () => subject.SearchAsync(Region, InRegion(monday, 20, any: true))),
            Of("45 calendars, nothing remembered", 1, () => subject.SearchAsync(Region, InRegion(monday, 5, any: true), cold: true)));

        var (multiranges, search, cold) = (shots["multiranges, 1 caller"], shots["availability, 1 caller"], shots["availability, nothing remembered"]);
        var (constraint, one, three) = (shots["exclusion constraint, 8 callers"], shots["booking, 1 calendar, 8 callers"], shots["booking, 3 calendars, 8 callers"]);
        double Growth(int few, int many) => shots[$"{many} calendars, 4 weeks, region"].P50 / shots[$"{few} calendars, 4 weeks, region"].P50 / ((double)many / few);
        return new(shots,
        [
            Finding.Lower("P15 p50 against multiranges", search.P50 / multiranges.P50, 1.0, 0.3),
            Finding.Lower("P15 p99 against multiranges", search.P99 / multiranges.P99, 1.0, 0.3),
            Finding.Noted("P15 p50 against multiranges, nothing remembered", cold.P50 / multiranges.P50),
            Finding.Higher("P16 bookings/s against the exclusion constraint", one.PerSecond / constraint.PerSecond, 0.3, 0.7),
            Finding.Noted("P16 the same, person + professional + room", three.PerSecond / constraint.PerSecond),
            Finding.Noted("P16 processor of both for a booking ÷ for a row", one.CpuPerRequest / constraint.CpuPerRequest),
            Finding.Lower("5 participants + any room + any vehicle, 4 weeks, p99 ms", shots["45 calendars, 4 weeks, region"].P99, 50, 25),
            Finding.Noted("the same, nothing remembered, p99 ms", shots["45 calendars, nothing remembered"].P99),
            Finding.Lower("growth from 7 to 22 calendars ÷ linear", Growth(7, 22), 1.0, 0.7),
            Finding.Lower("growth from 15 to 60, a third of each sort, to choose ÷ linear", Growth(15, 60), 1.0, 0.7),
            Finding.Noted("growth from 45 to 60, by persons alone, who must all be free ÷ linear", Growth(45, 60)),
        ]);
    }

    // Both must find the same first free half-hours before their speed says anything.
    private static async Task CopyAsync(PostgresServer server, AgendaSubject subject, PostgresBookings anchor, DateTimeOffset monday)
    {
        await using var from = Npgsql.NpgsqlDataSource.Create(server.ConnectionString("postgres"));
        await using var to = Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Database = "agenda" }.ToString());
        await using (var source = await from.OpenConnectionAsync())
        await using (var target = await to.OpenConnectionAsync())
        await using (var read = await source.BeginRawBinaryCopyAsync($"COPY (SELECT gen_random_uuid(), '{Specialists}'::uuid, lpad(to_hex(pro), 32, '0')::uuid, lower(during), upper(during), 'Occurrence', gen_random_uuid(), '{House(1)}'::uuid, NULL::uuid, false, 0::bigint FROM booking) TO STDOUT (FORMAT BINARY)"))
        await using (var write = await target.BeginRawBinaryCopyAsync("COPY \"BusyTimes\" (\"Id\", \"TenantId\", \"CalendarId\", \"StartsAt\", \"EndsAt\", \"Nature\", \"SourceId\", \"EstablishmentId\", \"UnitId\", \"Joint\", \"Since\") FROM STDIN (FORMAT BINARY)"))
            await read.CopyToAsync(write);
        await AgendaSubject.FillAsync(server, "VACUUM ANALYZE");

        // PostgreSQL gives ten pairs of a time and a professional, agenda ten times.
        var expected = (await anchor.FreeAsync(3, 5, monday.AddHours(8))).Distinct().ToList();
        var found = (await subject.SearchAsync(Specialists, OfSpeciality(monday, 3, 5))).Slots.Take(expected.Count).Select(s => s.StartsAt.UtcDateTime).ToList();
        if (expected.Count == 0 || !expected.SequenceEqual(found)) throw new InvalidOperationException($"Agenda offers {string.Join(' ', found)}, PostgreSQL {string.Join(' ', expected)}.");
    }

    private static IEnumerable<string> Rows(DateTimeOffset monday) =>
    [
        $"""INSERT INTO "Houses" ("TenantId", "EstablishmentId", "Zone", "Hours", "ClosedDays", "SchoolHolidays", "ClosedOnPublicHolidays", "ClosedInSchoolHolidays", "StrictRatioUnits", "TransferMinutes", "Version") SELECT '{Specialists}', lpad(to_hex(4096 + i), 32, '0')::uuid, 'UTC', '', '', '', false, false, ARRAY[]::uuid[], 0, 1 FROM generate_series(1, 12) i""",
        $"""INSERT INTO "StaffMembers" ("TenantId", "SituationId", "EstablishmentId", "Qualifications", "Duty", "DaysOff", "Version") SELECT '{Specialists}', lpad(to_hex(i), 32, '0')::uuid, lpad(to_hex(4096 + 1 + (i / 20) % 12), 32, '0')::uuid, ARRAY['spec-' || i % 20], '', '', 1 FROM generate_series(1, 2000) i""",
        $"""INSERT INTO "Calendars" ("TenantId", "Id", "Kind", "Version", "Removal") SELECT '{Specialists}', lpad(to_hex(i), 32, '0')::uuid, 'Staff', 1, 0 FROM generate_series(1, 2000) i""",
        // 2 000 calendars, 400 000 occurrences of two calendars each over eight weeks of ten-hour days.
        $"""INSERT INTO "Calendars" ("TenantId", "Id", "Kind", "Version", "Removal") SELECT '{Region}', lpad(to_hex(i), 32, '0')::uuid, CASE WHEN i <= 20 OR i BETWEEN 41 AND 45 THEN 'Room' WHEN i <= 50 THEN 'Vehicle' ELSE 'Usager' END, 1, 0 FROM generate_series(1, 2000) i""",
        $"""INSERT INTO "Resources" ("Id", "TenantId", "EstablishmentId", "Kind", "Type", "Name", "Capacity", "WheelchairPlaces", "Qualifications", "Hours", "ClosedDays", "MinutesBefore", "MinutesAfter", "TransferMinutes", "Active", "Version") SELECT lpad(to_hex(i), 32, '0')::uuid, '{Region}', CASE WHEN i <= 40 THEN '{House(Large)}' ELSE '{House(Small)}' END::uuid, CASE WHEN i <= 20 OR i BETWEEN 41 AND 45 THEN 'Room' ELSE 'Vehicle' END, 'sorte-' || i, 'Chose ' || i, 0, 0, ARRAY[]::text[], '', '', 0, 0, 0, true, 1 FROM generate_series(1, 50) i""",
        $"""
        INSERT INTO "BusyTimes" ("Id", "TenantId", "CalendarId", "StartsAt", "EndsAt", "Nature", "SourceId", "EstablishmentId", "Joint", "Since")
        SELECT gen_random_uuid(), '{Region}', lpad(to_hex(1 + (n::bigint * 7919 + k * 977) % 2000), 32, '0')::uuid, t, t + '15 min', 'Occurrence', lpad(to_hex(n), 32, 'a')::uuid, '{House(1)}', false, 0
        FROM generate_series(1, 400000) n, generate_series(0, 1) k, LATERAL (SELECT timestamptz '{monday:yyyy-MM-dd} 08:00+00' + (n / 2000 % 56) * interval '1 day' + (n * 31 % 40) * interval '15 min' t) x
        """,
    ];

    private static SearchRequest OfSpeciality(DateTimeOffset monday) => OfSpeciality(monday, Department(), Speciality());

    private static SearchRequest OfSpeciality(DateTimeOffset monday, int department, int speciality) => new(House(department), [],
        [new Need(CalendarKind.Staff, House(department), "", $"spec-{speciality}")], monday.AddHours(8), monday.AddDays(14), HalfHour)
    {
        StepMinutes = HalfHour, Limit = 10, Earliest = TimeOnly.MinValue.AddHours(8), Latest = TimeOnly.MinValue.AddHours(18),
    };

    // One room and one vehicle by their sort, or whichever is free of those of the house: all of them are calendars asked.
    private static SearchRequest InRegion(DateTimeOffset monday, int participants, bool any, int house = Large)
    {
        var (first, each) = house == Large ? (1, 20) : (41, 5);
        return new(House(house), Some(participants),
            [Thing(CalendarKind.Room, house, Random.Shared.Next(first, first + each), any), Thing(CalendarKind.Vehicle, house, Random.Shared.Next(first + each, first + each + each), any)], monday.AddHours(7), monday.AddDays(28), 60)
        {
            Earliest = TimeOnly.MinValue.AddHours(8), Latest = TimeOnly.MinValue.AddHours(19),
        };
    }

    private static IReadOnlyList<Member> Some(int participants)
    {
        var drawn = new HashSet<int>();
        while (drawn.Count < participants) drawn.Add(Random.Shared.Next(51, 2001));
        return [.. drawn.Select(number => new Member(CalendarKind.Usager, Numbered(number)))];
    }

    private static Need Thing(CalendarKind kind, int house, int number, bool any) => new(kind, House(house), any ? "" : $"sorte-{number}") { Preferred = Numbered(number) };

    // Where the professional works, as one books.
    private static Task<bool> BookOneAsync(AgendaSubject subject, int professional, DateTimeOffset at) =>
        subject.BookAsync(Specialists, House(1 + professional / PostgresBookings.Specialities % PostgresBookings.Departments), [Professional(professional)], at, HalfHour);

    private static IReadOnlyList<Member> Three() => [Professional(Random.Shared.Next(1, 2001)), new(CalendarKind.Usager, Numbered(Random.Shared.Next(10_001, 30_001))), new(CalendarKind.External, Numbered(Random.Shared.Next(40_001, 42_001)))];

    private static DateTimeOffset Later(DateTimeOffset monday) => monday.AddYears(2).AddMinutes(HalfHour * Random.Shared.Next(0, 200_001));

    private static Member Professional(int number) => new(CalendarKind.Staff, Numbered(number));

    private static Guid House(int department) => Numbered(4096 + department);

    private static int Department() => Random.Shared.Next(1, PostgresBookings.Departments + 1);

    private static int Speciality() => Random.Shared.Next(0, PostgresBookings.Specialities);

    // The number as PostgreSQL pads it into a UUID.
    private static Guid Numbered(int number) => Guid.Parse(number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture));

    private static Guid Named(byte last) => Guid.Parse($"01900000-0000-7000-8000-0000000000{last:x2}");
}
