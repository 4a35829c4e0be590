using Documents.Transmissions;

namespace Documents.Records;

/// <summary>The French words for the states of documents and of their transmissions.</summary>
public static class Labels
{
    public static string Of(DocumentStatus status) => status switch
    {
        DocumentStatus.Draft => "brouillon",
        DocumentStatus.InReview => "en relecture",
        DocumentStatus.Validated => "validé",
        DocumentStatus.Sent => "transmis",
        DocumentStatus.Replaced => "remplacé",
        _ => "annulé",
    };

    public static string Of(Channel channel) => channel switch
    {
        Channel.Dmp => "DMP",
        Channel.Mssante => "MSSanté",
        _ => "messagerie citoyenne",
    };

    /// <summary>The state, and where the mail went when that is not where it was sent.</summary>
    public static string Of(Transmission t) => t.ReachedAddress.Length == 0 ? Of(t.Status, t.Channel) : t.Status switch
    {
        TransmissionStatus.Sent or TransmissionStatus.Delivered => $"{Of(t.Status, t.Channel)} à {t.ReachedAddress}",
        TransmissionStatus.Integrated or TransmissionStatus.Read => $"{Of(t.Status, t.Channel)} par {t.ReachedAddress}",
        _ => Of(t.Status, t.Channel),
    };

    public static string Of(TransmissionStatus status, Channel channel) => status switch
    {
        TransmissionStatus.WaitingForIns => "en attente d'INS qualifiée",
        TransmissionStatus.Waiting => "en attente",
        TransmissionStatus.Sending => "en cours d'envoi",
        TransmissionStatus.Sent => "envoyé",
        TransmissionStatus.Delivered => channel == Channel.Dmp ? "déposé au DMP" : "remis",
        TransmissionStatus.Integrated => "intégré",
        TransmissionStatus.Read => "lu",
        TransmissionStatus.Confirmed => "confirmé par la personne",
        TransmissionStatus.Failed => "échec",
        _ => "bloqué",
    };
}
