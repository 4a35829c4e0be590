using System.Buffers;

namespace Grpc.Core;

/// <summary>How a message becomes bytes and comes back.</summary>
public class Marshaller<T>
{
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) =>
        (ContextualSerializer, ContextualDeserializer) = (serializer, deserializer);

    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer) : this(
        (message, context) => context.Complete(serializer(message)),
        context => deserializer(context.PayloadAsNewBuffer())) { }

    public Action<T, SerializationContext> ContextualSerializer { get; }
    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}

public static class Marshallers
{
    public static Marshaller<T> Create<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) =>
        new(serializer, deserializer);

    public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) => new(serializer, deserializer);
}

/// <summary>Where a serialiser puts the bytes of one message.</summary>
public abstract class SerializationContext
{
    public virtual void SetPayloadLength(int payloadLength) => throw new NotImplementedException();
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();
    public virtual void Complete() => throw new NotImplementedException();
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();
}

/// <summary>The bytes of one received message; valid only while the deserialiser runs.</summary>
public abstract class DeserializationContext
{
    public abstract int PayloadLength { get; }
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
