using EndToEnd.Stage;
using static EndToEnd.Lists.Showing;

namespace EndToEnd.Lists;

/// <summary>Every list, page, search, count, export and feed of the platform. One that a service publishes and that is not here fails the test.</summary>
internal static class ListTable
{
    private const string Nurse = "MONTAGNE", Doctor = "VASSEUR", Accounts = "CASTAING", Officer = "ERMONT", Director = "LEFORT", Dpo = "SALVAT", Animator = "AUBRAC", Secretary = "LANGLOIS";
    private const string Month = Backdrop.Month, NurseSituation = "01900000-0000-7000-8000-000000000502", NurseId = "01900000-0000-7000-8000-000000000402";
    private static readonly string House = Admissions.SaulesBlancs.ToString();

    public static readonly IReadOnlyList<ListCase> All = [.. Identity(), .. Directory(), .. Consent(), .. Agenda(), .. Care(), .. Billing(), .. Telemedicine(), .. Audit(), .. ToSort(), .. ApiDocument.Services.Where(service => service != "identity").Select(service => No(service, "/operations/parked-events", Nurse, "", "events that could not be treated, for operators"))];

    // What a merge that was taken back has left: nothing of hers, and nothing of anybody's to who may not read both.
    private static IEnumerable<ListCase> ToSort() => new[] { "agenda", "billing", "consent", "documents", "messaging", "telemedicine" }
        .Select(service => Of(service, "/to-sort", service == "billing" ? Accounts : Nurse, (life, _) => $"/to-sort?subjectId={life.Person}"));

    private static IEnumerable<ListCase> Identity() => With([Dpo],
    [
        Seen("identity", "/usagers", Nurse, $"?establishmentId={House}&limit=200", "person", "companion"),
        Seen("identity", "/usagers", Officer, "?limit=200", "person"),
        Seen("identity", "POST /usagers/search", Nurse, "", "person") with { Body = _ => new { birthName = Admissions.GarciaHammadi.BirthName } },
        Seen("identity", "POST /usagers/search", Nurse, "", "companion") with { Body = _ => new { birthName = HiddenPerson.Companion.BirthName } },
        Of("identity", "POST /usagers/ins-search", Nurse, (_, _) => "/usagers/ins-search", "person") with { Body = life => new { matricule = life.Matricule } },
        Seen("identity", "/duplicates", Nurse, "", "duplicate"),
        Seen("identity", "/proposals", Nurse, "", "proposal"),
        Seen("identity", "/qualification-campaigns", Nurse, "", "campaign"),
        Of("identity", "/qualification-campaigns/{id}/entries", Nurse, (life, _) => $"/qualification-campaigns/{life["campaign"]}/entries", "companion"),
        Of("identity", "/usagers/{id}/history", Nurse, (life, _) => $"/usagers/{life.Person}/history"),
        Of("identity", "/usagers/{id}/proofs", Nurse, (life, _) => $"/usagers/{life.Person}/proofs", "proof"),
        Of("identity", "/usagers/{id}/insi-calls", Nurse, (life, _) => $"/usagers/{life.Person}/insi-calls", "insi-call"),
        No("identity", "/identity-master", Nurse, "", "which software masters the traits"),
    ]);

    private static IEnumerable<ListCase> Directory() =>
    [
        Seen("directory", "/tasks", Nurse, "", "missed", "person") with { Without = [Secretary] },
        Seen("directory", "/tasks", Doctor, "", "opening") with { Without = [Secretary] },
        No("directory", "/organisation", Nurse, "", "the organisation's structures"),
        No("directory", "/establishments", Nurse, "", "the organisation's structures"),
        No("directory", "/situations/mine", Nurse, "", "the caller's own situation"),
        No("directory", "/professionals", Nurse, "", "colleagues; who is only expected is hidden, as Directory.Tests shows"),
        No("directory", "/professionals/{id}/contracts", Director, $"/professionals/{NurseId}/contracts", "a colleague's employment"),
        No("directory", "/professionals/{id}/absences", Director, $"/professionals/{NurseId}/absences", "a colleague's absences"),
        No("directory", "/professionals/{id}/register-check", Nurse, $"/professionals/{NurseId}/register-check", "what a national register says of a colleague"),
        No("directory", "/mobile-teams", Nurse, "", "teams that may be called"),
        No("directory", "/mailboxes", Nurse, "?finess=990000028", "published mailboxes"),
        No("directory", "/mailboxes/eligibility", Director, $"?establishmentId={House}&professionalId={NurseId}", "a colleague's right to a mailbox"),
    ];

    private static IEnumerable<ListCase> Consent() => With([Dpo, Accounts],
    [
        Of("consent", "/usagers/{usagerId}/care-circle", Nurse, (life, _) => $"/usagers/{life.Person}/care-circle", "circle"),
        Will("/usagers/{usagerId}/grants", life => $"/usagers/{life.Person}/grants", "grant"),
        Of("consent", "/usagers/{usagerId}/sharing-needs", Nurse, (life, _) => $"/usagers/{life.Person}/sharing-needs", "need"),
        Will("/oppositions", life => $"/oppositions?usagerId={life.Person}", "opposition"),
        Will("/consents", life => $"/consents?usagerId={life.Person}", "consent"),
        Of("consent", "/usagers/{usagerId}/legal-measures", Nurse, (life, _) => $"/usagers/{life.Person}/legal-measures"),
        Seen("consent", "/missions", Nurse, "", "mission", "person"),
        Seen("consent", "/break-glass/reviews", Doctor, "", "opening", "person") with { Without = [Animator, Nurse] },
        No("consent", "/delegations", Nurse, "", "tasks between colleagues"),
        No("consent", "/matrices/{kind}", Nurse, "/matrices/ehpad", "rights of functions"),
        No("consent", "/matrices/{kind}/who", Nurse, "/matrices/ehpad/who?category=MED", "rights of functions"),
        No("consent", "/matrices/{kind}/versions", Nurse, "/matrices/ehpad/versions", "rights of functions"),
        No("consent", "/matrices/versions/{id}/diff", Nurse, $"/matrices/versions/{Guid.Empty}/diff", "rights of functions"),
    ]);

    private static IEnumerable<ListCase> Agenda() => With([Officer],
    [
        Seen("agenda", "/occurrences", Nurse, $"?establishmentId={House}&{Backdrop.Instants(-5, 5)}&pageSize=200", "occurrence", "ahead") with { Without = [Officer, Accounts] },
        Of("agenda", "/calendars/{kind}/{id}", Nurse, (life, _) => $"/calendars/usager/{life.Person}?{Backdrop.Instants(-5, 5)}", "occurrence", "ahead") with { Without = [Officer, Accounts] },
        new("agenda", "/calendars/{kind}/{id}", Taken, Nurse, (_, backdrop) => $"/calendars/room/{backdrop.Room}?{Backdrop.Instants(-5, 5)}", ["occurrence", "ahead"]),
        new("agenda", "/calendars/{kind}/{id}", Taken, Nurse, (_, _) => $"/calendars/staff/{NurseSituation}?{Backdrop.Instants(-5, 5)}", ["occurrence", "ahead"]),
        Of("agenda", "/constraints", Nurse, (life, _) => $"/constraints?usagerId={life.Person}", "constraint") with { Without = [Officer, Accounts], Minimal = Secretary },
        Seen("agenda", "/requests", Nurse, $"?establishmentId={House}", "wish") with { Without = [Officer, Accounts], Minimal = Secretary },
        Seen("agenda", "/absences", Nurse, $"?establishmentId={House}&{Backdrop.Days(199, 201)}", "absence"),
        Seen("agenda", "/attendances", Nurse, $"?establishmentId={House}&{Backdrop.Days(-5, 0)}", "attendance", "missed"),
        Of("agenda", "/attendances", Nurse, (life, _) => $"/attendances?occurrenceId={life["occurrence"]}", "attendance"),
        Seen("agenda", "/attendances/unsignalled", Nurse, $"?establishmentId={House}&{Backdrop.Days(-5, 0)}", "unsignalled"),
        Of("agenda", "/usagers/{id}/notes", Nurse, (life, _) => $"/usagers/{life.Person}/notes?{Backdrop.Days(-5, 0)}", "attendance"),
        Of("agenda", "/usagers/{id}/traces", Nurse, (life, _) => $"/usagers/{life.Person}/traces?{Backdrop.Days(-5, 0)}", "attendance"),
        Seen("agenda", "/statistics/activity", Nurse, $"?establishmentId={House}&{Backdrop.Days(-5, 0)}", "person"),
        Seen("agenda", "/statistics/activity/attendances", Nurse, $"?establishmentId={House}&{Backdrop.Days(-5, 0)}", "attendance", "missed"),
        new("agenda", "/statistics/activity", Sums, Director, (_, _) => $"/statistics/activity?establishmentId={House}&{Backdrop.Days(-5, 0)}", []),
        Seen("agenda", "/transports", Nurse, $"?establishmentId={House}&{Backdrop.Days(-5, 0)}", "attendance"),
        Seen("agenda", "/transports/pickups", Nurse, $"?establishmentId={House}&day={Life.Day(Life.Today.AddDays(3))}", "ahead") with { Minimal = Secretary },
        Of("agenda", "POST /availability", Nurse, (_, _) => "/availability") with
        {
            Body = life => new { establishmentId = House, from = $"{Life.Day(Life.Today.AddDays(3))}T06:00:00Z", until = $"{Life.Day(Life.Today.AddDays(4))}T06:00:00Z", minutes = 30, participants = new[] { new { kind = "usager", id = life.Person } } },
        },
        Seen("agenda", "/feeds", Nurse, "", "feed"),
        new("agenda", "/feeds/{file}", Address, Nurse, (life, _) => $"/feeds/{life["feed-file"]}", ["label"]),
        new("agenda", "/feeds/{file}", Address, Nurse, (_, backdrop) => $"/feeds/{backdrop.RoomFeed}", ["label"]),
        new("agenda", "/family/agenda", Office, "", (life, _) => $"/family/agenda?usagerId={life.Person}&{Backdrop.Days(-5, 5)}", [], "the person's and her family's own view, under their accounts: Agenda.Tests"),
        No("agenda", "/staff", Nurse, $"?establishmentId={House}", "colleagues' hours"),
        No("agenda", "/staff-absences", Nurse, $"?situationId={NurseSituation}", "a colleague's absences"),
        No("agenda", "/resources", Nurse, $"?establishmentId={House}", "rooms and vehicles"),
    ]);

    private static IEnumerable<ListCase> Care() => With([Animator],
    [
        Of("documents", "/documents", Nurse, (life, _) => $"/documents?usagerId={life.Person}", "document"),
        Of("documents", "/documents/{id}/transmissions", Nurse, (life, _) => $"/documents/{life["document"]}/transmissions", "transmission"),
        Seen("documents", "/outbox", Nurse, "", "transmission"),
        Of("documents", "/outbox", Nurse, (life, _) => $"/outbox?usagerId={life.Person}", "transmission"),
        Of("documents", "/received-documents", Nurse, (life, _) => $"/received-documents?usagerId={life.Person}", "received"),
        Of("documents", "POST /dmp-searches", Nurse, (_, _) => "/dmp-searches") with { Body = life => new { usagerId = life.Person } },
        No("documents", "/document-types", Nurse, "", "a nomenclature"),
        No("documents", "/dmp-matrix", Nurse, "", "rights of professions"),
        No("documents", "/transmission-policies", Nurse, "", "what the house sends where"),
        Of("messaging", "/threads", Nurse, (life, _) => $"/threads?usagerId={life.Person}", "thread") with { Without = [Animator, Secretary, Director] },
        Of("messaging", "/board", Nurse, (life, _) => $"/board?usagerId={life.Person}", "delivery") with { Without = [Animator, Secretary, Director] },
        Of("messaging", "/board", Nurse, (life, _) => $"/board?documentId={life["document"]}", "delivery") with { Without = [Animator, Secretary, Director] },
        Of("messaging", "/recipients", Nurse, (life, _) => $"/recipients?usagerId={life.Person}"),
        new("messaging", "/threads/unattached", Office, Nurse, (_, _) => "/threads/unattached", [], "mail about somebody nobody has named yet") { Without = [Animator, Secretary, Director] },
        No("messaging", "/operators", Nurse, "", "what the mail operators can do"),
    ]);

    private static IEnumerable<ListCase> Billing() => With([Animator],
    [
        Seen("billing", "/stays", Accounts, $"?establishmentId={House}&take=200", "stay"),
        Of("billing", "/stays", Accounts, (life, _) => $"/stays?usagerId={life.Person}", "stay"),
        Of("billing", "/stays/{id}/pay", Accounts, (life, _) => $"/stays/{life["stay"]}/pay?period={Month}"),
        Seen("billing", "/establishments/{id}/events", Accounts, $"/establishments/{House}/events?period={Month}", "line"),
        Of("billing", "/establishments/{id}/events", Accounts, (life, _) => $"/establishments/{House}/events?usagerId={life.Person}", "line"),
        Seen("billing", "/establishments/{id}/periods/{period}/preview", Accounts, $"/establishments/{House}/periods/{Month}/preview", "person"),
        Seen("billing", "/establishments/{id}/periods/{period}/obstacles", Accounts, $"/establishments/{House}/periods/{Month}/obstacles"),
        new("billing", "/establishments/{id}/periods/{period}/payers", Sums, Accounts, (_, _) => $"/establishments/{House}/periods/{Month}/payers", []),
        Of("billing", "/establishments/{id}/periods/{period}", Accounts, (_, _) => $"/establishments/{House}/periods/{HiddenPerson.ClosedMonth}", "closing"),
        Of("billing", "/usagers/{id}/months/{period}", Accounts, (life, _) => $"/usagers/{life.Person}/months/{Month}", "person"),
        Seen("billing", "/establishments/{id}/exports", Accounts, $"/establishments/{House}/exports", "export"),
        Of("billing", "/exports/{id}/journal", Accounts, (life, _) => $"/exports/{life["export"]}/journal"),
        No("billing", "/establishments/{id}/ledger/verification", Accounts, $"/establishments/{House}/ledger/verification", "whether the chain of the house's books holds as a whole"),
        No("billing", "/establishments/{id}/parameters", Accounts, $"/establishments/{House}/parameters", "how the house counts"),
        No("billing", "/price-tables", Accounts, $"?establishmentId={House}", "the house's prices"),
        No("billing", "/national-figures", Accounts, "", "national amounts"),
    ]);

    private static IEnumerable<ListCase> Telemedicine() => With([Animator, Director, Accounts],
    [
        Seen("telemedicine", "/requests", Nurse, $"?establishmentId={House}&take=200", "request"),
        Of("telemedicine", "/requests", Nurse, (life, _) => $"/requests?usagerId={life.Person}", "request"),
        new("telemedicine", "/activity", Sums, Nurse, (_, _) => $"/activity?establishmentId={House}", []) { Without = [Animator] },
        Of("telemedicine", "/requests/{id}/dispatches", Nurse, (life, _) => $"/requests/{life["request"]}/dispatches"),
        Of("telemedicine", "/requests/{id}/funding", Nurse, (life, _) => $"/requests/{life["request"]}/funding") with { Without = [Animator, Director] },
        Of("telemedicine", "POST /requests/{id}/slots", Nurse, (life, _) => $"/requests/{life["request"]}/slots") with { Body = _ => new { from = $"{Life.Day(Life.Today.AddDays(1))}T06:00:00Z", until = $"{Life.Day(Life.Today.AddDays(8))}T06:00:00Z" } },
        Of("telemedicine", "/information", Nurse, (life, _) => $"/information?usagerId={life.Person}&establishmentId={House}", "information"),
        Seen("telemedicine", "/monitoring", Nurse, $"?establishmentId={House}", "monitoring"),
        No("telemedicine", "/devices", Nurse, $"?establishmentId={House}", "the house's equipment"),
        No("telemedicine", "/requis", Nurse, "", "specialists who may be asked"),
        No("telemedicine", "/requis/{id}/vacations", Nurse, $"/requis/{Guid.Empty}/vacations?from={Life.Day(Life.Today)}T00:00:00Z", "a specialist's hours"),
        No("telemedicine", "/use-cases", Nurse, $"?establishmentId={House}", "what the house asks for at a distance"),
        No("telemedicine", "/use-case-templates", Nurse, "", "a catalogue"),
        No("telemedicine", "/platforms", Nurse, $"?establishmentId={House}", "platforms of the region"),
        No("telemedicine", "/prices", Nurse, "", "national amounts"),
    ]);

    private static IEnumerable<ListCase> Audit() =>
    [
        new("audit", "/accesses", Office, Dpo, (_, _) => "/accesses", ["person"], "the data protection officer answers for the whole organisation") { Without = [Animator, Director, Officer, Nurse] },
        new("audit", "/accesses", Office, Dpo, (life, _) => $"/accesses?usagerId={life.Person}", ["person"], "the data protection officer answers for the whole organisation") { Without = [Animator, Director, Officer, Nurse] },
        new("audit", "/counters", Sums, Nurse, (_, _) => "/counters", []),
        new("audit", "/who-saw", Office, "", (life, _) => $"/who-saw?usagerId={life.Person}", [], "the person's own question, under her account: Audit.Tests") { Without = [Animator, Nurse] },
    ];

    private static IEnumerable<ListCase> With(string[] without, IEnumerable<ListCase> cases) => cases.Select(one => one.Without.Length > 0 || one.Showing is NoOnes or Taken or Address ? one : one with { Without = without });

    // A question that is the same whoever is hidden; one that starts with ? is put to the route itself.
    private static ListCase Seen(string service, string route, string reader, string question, params string[] rows) => new(service, route, Rows, reader, (_, _) => Aim(route, question), rows);

    private static ListCase Of(string service, string route, string reader, Func<Life, Backdrop, string> ask, params string[] rows) => new(service, route, OfPerson, reader, ask, rows);

    private static ListCase Will(string route, Func<Life, string> ask, params string[] rows) => new("consent", route, OfHerWill, Nurse, (life, _) => ask(life), rows);

    private static ListCase No(string service, string route, string reader, string question, string why) => new(service, route, NoOnes, reader, (_, _) => Aim(route, question), [], why);

    private static string Aim(string route, string question) => question.StartsWith('/') ? question : route[route.IndexOf('/', StringComparison.Ordinal)..] + question;
}
