namespace Platform;

/// <summary>A request the service refuses for a reason the caller can act on. The message is a French sentence that says what to do next.</summary>
public abstract class RefusalException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status of the problem document.</summary>
    public int Status => status;

    /// <summary>Stable machine code, listed in docs/errors.md; the problem's type is <c>/problems/{code}</c>.</summary>
    public string Code => code;

    /// <summary>Further members of the problem document.</summary>
    public IDictionary<string, object?> Details { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}

/// <summary>A rule of the trade forbids the act in the present state (409).</summary>
public sealed class RuleBrokenException(string code, string message) : RefusalException(409, code, message);

/// <summary>What was sent cannot be understood or breaks a format (400).</summary>
public sealed class BadInputException(string code, string message) : RefusalException(400, code, message);

/// <summary>The caller is known and may not do this, and may know that it exists (403).</summary>
public sealed class ForbiddenException(string code, string message) : RefusalException(403, code, message);

/// <summary>The thing does not exist, or the caller may not know that it does (404).</summary>
public sealed class NotFoundException()
    : RefusalException(404, "not-found", "Cet élément n'existe pas ou ne vous est pas accessible. Vérifiez l'adresse ou revenez à la liste.");

/// <summary>The thing has changed since it was read (412).</summary>
public sealed class StaleVersionException()
    : RefusalException(412, "stale-version", "Quelqu'un a modifié cet élément entre-temps. Relisez-le, puis refaites votre modification.");

/// <summary>A change was sent without saying which version was read (428).</summary>
public sealed class VersionMissingException()
    : RefusalException(428, "version-missing", "Indiquez dans l'en-tête If-Match la version que vous avez lue (ETag), puis renvoyez la demande.");

/// <summary>The act asks for a fresh strong authentication (401 with <c>insufficient_user_authentication</c>, RFC 9470).</summary>
public sealed class StepUpRequiredException()
    : RefusalException(401, "step-up-required", "Cet acte est sensible : identifiez-vous de nouveau avec Pro Santé Connect, puis recommencez.");

/// <summary>Another service or a national teleservice does not answer (503, with Retry-After).</summary>
public sealed class DependencyDownException(string name, string message) : RefusalException(503, $"{name}-unavailable", message);
