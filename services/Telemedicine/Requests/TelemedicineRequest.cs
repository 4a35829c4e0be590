using Contracts.Telemedicine;
using Platform;
using Telemedicine.Scheduling;
using Telemedicine.UseCases;

namespace Telemedicine.Requests;

/// <summary>Who asks, with the function held at that moment: counters and funding depend on it.</summary>
/// <param name="Salaried">An employee of the house; a libéral bills the request of a téléexpertise.</param>
public sealed record Requester(Guid SituationId, string Function, string Profession, bool Salaried = true);

/// <summary>The judgement that remote care is relevant for this person, now (R6316-2).</summary>
public sealed record Relevance(bool Relevant, Guid BySituation, DateTimeOffset At);

/// <summary>One request of an act of telemedicine, from the draft to the report in the file.</summary>
public sealed partial class TelemedicineRequest : ITenantOwned
{
    private TelemedicineRequest() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid? UnitId { get; private init; }
    public Guid UsagerId { get; private init; }
    public Guid UseCaseId { get; private init; }
    public string UseCaseCode { get; private init; } = "";
    public ActType Act { get; private init; }
    public string Reference { get; private init; } = "";
    public int FormNumber { get; private init; }
    public byte[] SealedAnswers { get; private set; } = [];
    public bool Emergency { get; private set; }
    public Parcours Parcours { get; private set; } = null!;
    public IReadOnlyList<DateTimeOffset> WishedDates { get; private set; } = [];
    public Requester Requester { get; private init; } = null!;
    public Relevance? Relevance { get; private set; }
    public Guid? InformationId { get; private set; }
    public Guid? RequisId { get; private set; }
    public string Territory { get; private set; } = "";
    public string PlatformCode { get; private set; } = "";
    public Guid? ActId { get; private set; }
    public Guid? AppointmentId { get; private set; }
    public RequestState State { get; private set; }

    /// <summary>Why it was refused, cancelled, postponed or missed: a stable code.</summary>
    public string ReasonCode { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? SubmittedAt { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public int Version { get; private set; }

    public static TelemedicineRequest Draft(Guid tenantId, Guid id, Guid usagerId, Guid? unitId, UseCase useCase, Requester requester, Parcours parcours, bool emergency, IReadOnlyList<DateTimeOffset> wished, byte[] answers, DateTimeOffset now)
    {
        if (!useCase.Active) throw new RuleBrokenException("use-case-inactive", "Ce cas d'usage n'est pas actif dans l'établissement. Choisissez-en un autre ou demandez son activation aux porteurs.");
        if (useCase.Act == ActType.Telesurveillance) throw new BadInputException("use-case-monitoring", "Une télésurveillance ne se demande pas comme un acte : utilisez sa prescription.");
        parcours.Check();
        return new()
        {
            Id = id, TenantId = tenantId, EstablishmentId = useCase.EstablishmentId, UnitId = unitId, UsagerId = usagerId, UseCaseId = useCase.Id, UseCaseCode = useCase.Code, Act = useCase.Act,
            Reference = Requests.Reference.New(), FormNumber = useCase.Form.Number, SealedAnswers = answers, Emergency = emergency, Parcours = parcours, WishedDates = wished, Requester = requester,
            CreatedAt = now, Version = 1,
        };
    }

    public void Rewrite(byte[] answers, Parcours parcours, bool emergency, IReadOnlyList<DateTimeOffset> wished)
    {
        if (State != RequestState.Draft && State != RequestState.InformationAsked) throw Impossible("être modifiée");
        parcours.Check();
        (SealedAnswers, Parcours, Emergency, WishedDates) = (answers, parcours, emergency, wished);
        Version++;
    }

    public void Inform(Guid informationId)
    {
        InformationId = informationId;
        Version++;
    }

    /// <param name="missing">Required questions without an answer.</param>
    public RequestMoved Submit(IReadOnlyList<string> missing, bool relevant, Guid situation, string platform, TimeSpan delay, DateTimeOffset now)
    {
        if (missing.Count > 0) throw new RuleBrokenException("form-incomplete", "Des réponses obligatoires manquent : complétez-les, puis soumettez.") { Details = { ["missing"] = missing } };
        if (!relevant) throw new RuleBrokenException("relevance-missing", "Le professionnel décide au cas par cas que la télémédecine est pertinente pour la personne : confirmez-le, ou annulez la demande.");
        if (InformationId is null && !Emergency) throw new RuleBrokenException("information-missing", "Enregistrez d'abord l'information donnée à la personne et son accord. En urgence, marquez la demande comme telle : l'information se fait ensuite.");
        if (!Parcours.TreatingDoctorInformed && Parcours.Case != ParcoursCase.NoTreatingDoctor && !Emergency) throw new RuleBrokenException("treating-doctor-not-informed", "Informez le médecin traitant de la demande et notez-le, ou dites qu'il n'y en a pas.");
        Relevance = new(true, situation, now);
        (SubmittedAt, PlatformCode) = (now, platform);
        var moved = MoveTo(RequestState.Submitted, now);
        WatchAnswer(delay, now);
        return moved;
    }

    /// <summary>The one asked wants to know more; his clock stops.</summary>
    public RequestMoved AskInformation(DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.InformationAsked, now);
        PauseWatch(now);
        return moved;
    }

    public RequestMoved Complete(DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.Completed, now);
        ResumeWatch(now);
        return moved;
    }

    public RequestMoved Accept(Guid requisId, string territory, DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.Accepted, now);
        (RequisId, Territory, AcceptedAt) = (requisId, territory, now);
        if (Act != ActType.Teleexpertise) StopWatch();
        return moved;
    }

    public RequestMoved Refuse(string reason, DateTimeOffset now) => End(RequestState.Refused, reason, now);

    public RequestMoved Expire(DateTimeOffset now) => End(RequestState.Expired, "no-answer", now);

    public RequestMoved Cancel(string reason, DateTimeOffset now) => End(RequestState.Cancelled, reason, now);

    /// <summary>The advice has come (téléexpertise).</summary>
    public RequestMoved Receive(Guid requisId, TimeSpan reportDelay, DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.Answered, now);
        (RequisId, DoneAt) = (requisId, now);
        WatchReport(reportDelay, now);
        return moved;
    }

    public RequestMoved Plan(PlannedAct act, DateTimeOffset now)
    {
        if (InformationId is null && !Emergency) throw new RuleBrokenException("information-missing", "Enregistrez d'abord l'information donnée à la personne et son accord.");
        (ActId, AppointmentId) = (act.Id, act.AppointmentId);
        return MoveTo(RequestState.Planned, now);
    }

    public RequestMoved MakeReady(DateTimeOffset now) => MoveTo(RequestState.Ready, now);

    /// <summary>A pre-flight that has grown old, or failed after all, makes it planned again.</summary>
    public RequestMoved Unready(DateTimeOffset now) => MoveTo(RequestState.Planned, now);

    public RequestMoved Start(DateTimeOffset now) => MoveTo(RequestState.InProgress, now);

    public (RequestMoved Done, RequestMoved Awaited) Finish(TimeSpan reportDelay, DateTimeOffset now)
    {
        var done = MoveTo(RequestState.Done, now);
        DoneAt = now;
        var awaited = MoveTo(RequestState.ReportAwaited, now);
        WatchReport(reportDelay, now);
        return (done, awaited);
    }

    public RequestMoved Postpone(string reason, DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.Postponed, now);
        (ReasonCode, ActId, AppointmentId) = (reason, null, null);
        return moved;
    }

    public RequestMoved Miss(string reason, DateTimeOffset now) => End(RequestState.Missed, reason, now) with { ReasonCode = reason };

    public RequestMoved ReceiveReport(DateTimeOffset now)
    {
        var moved = MoveTo(RequestState.ReportReceived, now);
        StopWatch();
        return moved;
    }

    public RequestMoved FileReport(DateTimeOffset now) => MoveTo(RequestState.ReportFiled, now);

    public RequestMoved DepositReport(DateTimeOffset now) => MoveTo(RequestState.ReportDeposited, now);

    public RequestMoved Close(DateTimeOffset now) => MoveTo(RequestState.Closed, now);

    private RequestMoved End(RequestState state, string reason, DateTimeOffset now)
    {
        var moved = MoveTo(state, now);
        ReasonCode = reason;
        StopWatch();
        return moved;
    }

    private RequestMoved MoveTo(RequestState next, DateTimeOffset now)
    {
        if (!RequestLife.MayMove(Act, State, next)) throw Impossible($"devenir {next.French()}");
        State = next;
        Version++;
        return new(Id, UsagerId, EstablishmentId, UseCaseCode, next.Code(), AppointmentId, now, Version);
    }

    private RuleBrokenException Impossible(string what) => new("request-state", $"Cette demande est {State.French()} : elle ne peut pas {what}. Relisez-la pour voir ce qui est possible.");
}
