using System.Security.Cryptography.X509Certificates;

namespace Messaging.Operators;

/// <summary>Where an operator listens and how its certificate and ours are handled.</summary>
public sealed record OperatorAddress(string Host, int Port)
{
    public X509Certificate2? ClientCertificate { get; init; }
    /// <summary>The only roots believed (IGC Santé, ECO.1.1.10); null leaves it to the machine's trust store.</summary>
    public X509Certificate2Collection? Roots { get; init; }
    public bool CheckRevocation { get; init; }
    /// <summary>The longest silence accepted from the operator.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The operator does not answer, or breaks the protocol: nothing can be said of the last command.</summary>
public sealed class OperatorUnreachableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The operator answered no; the reply is its own words.</summary>
public sealed class OperatorRefusedException(string reply) : Exception(reply);
