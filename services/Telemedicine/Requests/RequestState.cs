namespace Telemedicine.Requests;

/// <summary>The acts of telemedicine that a house asks for.</summary>
public enum ActType { Teleconsultation, Teleexpertise, Telesurveillance, Teleassistance, Telesoin }

/// <summary>Where a request is, from the draft to the closed file.</summary>
public enum RequestState
{
    Draft, Submitted, InformationAsked, Completed, Accepted, Planned, Ready, InProgress, Done, ReportAwaited, Answered, ReportReceived, ReportFiled, ReportDeposited, Closed,
    Refused, Cancelled, Expired, Postponed, Missed,
}

public static class RequestLife
{
    /// <summary>The code carried by facts: IN_PROGRESS…</summary>
    public static string Code(this RequestState state) => string.Concat(state.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    public static string French(this RequestState state) => state switch
    {
        RequestState.Draft => "en brouillon",
        RequestState.Submitted => "soumise",
        RequestState.InformationAsked => "en attente de complément",
        RequestState.Completed => "complétée",
        RequestState.Accepted => "acceptée",
        RequestState.Planned => "planifiée",
        RequestState.Ready => "prête",
        RequestState.InProgress => "en cours",
        RequestState.Done => "terminée",
        RequestState.ReportAwaited => "en attente de compte rendu",
        RequestState.Answered => "répondue",
        RequestState.ReportReceived => "compte rendu reçu",
        RequestState.ReportFiled => "compte rendu classé",
        RequestState.ReportDeposited => "compte rendu déposé",
        RequestState.Closed => "close",
        RequestState.Refused => "refusée",
        RequestState.Cancelled => "annulée",
        RequestState.Expired => "expirée",
        RequestState.Postponed => "reportée",
        _ => "non réalisée (absence ou refus)",
    };

    /// <summary>An answer of the one asked is waited for.</summary>
    public static bool AwaitsAnswer(this RequestState state) => state is RequestState.Submitted or RequestState.Completed;

    /// <summary>Nothing has been done with the person yet: it can still be called off.</summary>
    public static bool BeforeAct(this RequestState state) => state is RequestState.Draft or RequestState.Submitted or RequestState.InformationAsked or RequestState.Completed or RequestState.Accepted
        or RequestState.Planned or RequestState.Ready or RequestState.Postponed;

    // The whole life of a request reads here (sheet §6). A closed state has no line, so nothing leaves it. An advice has no session: the answer takes its place.
    public static bool MayMove(ActType act, RequestState from, RequestState to) => (from, to) switch
    {
        (RequestState.Draft, RequestState.Submitted or RequestState.Cancelled) => true,
        (RequestState.Submitted or RequestState.Completed, RequestState.InformationAsked or RequestState.Accepted or RequestState.Refused or RequestState.Expired or RequestState.Cancelled) => true,
        (RequestState.InformationAsked, RequestState.Completed or RequestState.Expired or RequestState.Cancelled) => true,
        (RequestState.Submitted or RequestState.Completed or RequestState.Accepted, RequestState.Answered) => act == ActType.Teleexpertise,
        (RequestState.Accepted, RequestState.InformationAsked) => act == ActType.Teleexpertise,
        (RequestState.Accepted, RequestState.Planned) => act != ActType.Teleexpertise,
        (RequestState.Accepted, RequestState.Cancelled) => true,
        (RequestState.Planned, RequestState.Ready or RequestState.Postponed or RequestState.Missed or RequestState.Cancelled) => true,
        (RequestState.Ready, RequestState.InProgress or RequestState.Planned or RequestState.Postponed or RequestState.Missed or RequestState.Cancelled) => true,
        (RequestState.InProgress, RequestState.Done or RequestState.Postponed or RequestState.Missed) => true,
        (RequestState.Postponed, RequestState.Planned or RequestState.Cancelled) => true,
        (RequestState.Done, RequestState.ReportAwaited) => true,
        (RequestState.ReportAwaited or RequestState.Answered, RequestState.ReportReceived) => true,
        (RequestState.ReportReceived, RequestState.ReportFiled) => true,
        (RequestState.ReportFiled, RequestState.ReportDeposited or RequestState.Closed) => true,
        (RequestState.ReportDeposited, RequestState.Closed) => true,
        _ => false,
    };
}
