namespace Sso.Pages;

/// <summary>A person must read what went wrong: a French page instead of a redirect.</summary>
public sealed class PageException(int status, string title, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Title { get; } = title;

    /// <summary>Where the person may go next, with the words of the link.</summary>
    public (string Address, string Words)? Next { get; init; }

    public static PageException BadRequest(string message) => new(400, "Demande de connexion incorrecte", message);

    public static PageException Refused(string message) => new(403, "Connexion refusée", message);

    public static PageException Unavailable(string message) => new(503, "Connexion impossible pour le moment", message);
}
