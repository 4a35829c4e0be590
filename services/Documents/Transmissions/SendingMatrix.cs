using Documents.Xds;

namespace Documents.Transmissions;

/// <summary>Which channels a document's visibility leaves open (the national table of combinations for a sending): what it does not list is an error.</summary>
public static class SendingMatrix
{
    /// <summary>Why the document may not take the channel, or null. Channels are judged one by one, since each is a job of its own.</summary>
    public static string? Fault(Visibility v, Channel channel) => channel switch
    {
        _ when v.Fault() is { } fault => fault,
        Channel.Citizen when v.HiddenFromPerson => "Ce document est caché à la personne : il ne peut pas partir par la messagerie citoyenne. Envoyez-le par un autre canal.",
        Channel.Mssante when v.HiddenFromProfessionals => "Ce document est masqué aux professionnels : il ne peut pas partir par MSSanté. Envoyez-le à la personne par la messagerie citoyenne.",
        Channel.Dmp when v.HiddenFromProfessionals => "Ce document est masqué aux professionnels : il ne part qu'à la personne. Envoyez-le-lui par la messagerie citoyenne.",
        Channel.Dmp or Channel.Mssante when v.HiddenFromRepresentatives => "Ce document est caché aux représentants légaux : il ne part qu'à la personne. Envoyez-le-lui par la messagerie citoyenne.",
        _ => null,
    };
}
