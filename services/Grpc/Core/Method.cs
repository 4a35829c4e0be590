namespace Grpc.Core;

/// <summary>Which sides send a stream rather than one message.</summary>
public enum MethodType { Unary, ClientStreaming, ServerStreaming, DuplexStreaming }

/// <summary>A method without its message types.</summary>
public interface IMethod
{
    MethodType Type { get; }
    string ServiceName { get; }
    string Name { get; }
    string FullName { get; }
}

public class Method<TRequest, TResponse>(
    MethodType type, string serviceName, string name, Marshaller<TRequest> requestMarshaller, Marshaller<TResponse> responseMarshaller) : IMethod
{
    public MethodType Type => type;
    public string ServiceName => serviceName;
    public string Name => name;

    /// <summary>The path of the method on the wire.</summary>
    public string FullName { get; } = $"/{serviceName}/{name}";
    public Marshaller<TRequest> RequestMarshaller => requestMarshaller;
    public Marshaller<TResponse> ResponseMarshaller => responseMarshaller;
}
