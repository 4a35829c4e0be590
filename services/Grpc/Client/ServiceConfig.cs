using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>What is agreed on the methods of a server.</summary>
public sealed class ServiceConfig
{
    public IList<MethodConfig> MethodConfigs { get; } = [];
}

public sealed class MethodConfig
{
    public IList<MethodName> Names { get; } = [];
    public RetryPolicy? RetryPolicy { get; set; }
}

/// <summary>A method, all methods of a service, or all.</summary>
public sealed class MethodName
{
    public static readonly MethodName Default = new();

    public string? Service { get; set; }
    public string? Method { get; set; }

    /// <summary>0 when it does not match, more the closer it names the method.</summary>
    internal int Closeness(IMethod method)
    {
        if (string.IsNullOrEmpty(Service)) return 1;
        if (Service != method.ServiceName) return 0;
        return string.IsNullOrEmpty(Method) ? 2 : Method == method.Name ? 3 : 0;
    }
}

/// <summary>A unary call is tried again while nothing of an answer has come. Streams never are.</summary>
public sealed class RetryPolicy
{
    public int? MaxAttempts { get; set; }
    public TimeSpan? InitialBackoff { get; set; }
    public TimeSpan? MaxBackoff { get; set; }
    public double? BackoffMultiplier { get; set; }
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}
