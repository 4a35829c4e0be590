using System.Text.Json.Serialization;

namespace Sandbox.Faults;

/// <summary>How a teleservice misbehaves.</summary>
public enum FaultMode
{
    /// <summary>As it should.</summary>
    [JsonStringEnumMemberName("ok")] Ok,
    /// <summary>503 at once, nothing done.</summary>
    [JsonStringEnumMemberName("down")] Down,
    /// <summary>The right answer, late.</summary>
    [JsonStringEnumMemberName("slow")] Slow,
    /// <summary>No answer ever, nothing done.</summary>
    [JsonStringEnumMemberName("hang")] Hang,
    /// <summary>A well-formed answer that is not the truth.</summary>
    [JsonStringEnumMemberName("wrong")] Wrong,
    /// <summary>200 with bytes that mean nothing, nothing done.</summary>
    [JsonStringEnumMemberName("garbage")] Garbage,
    /// <summary>The act is done, the connection breaks in the middle of the answer.</summary>
    [JsonStringEnumMemberName("half")] Half,
}

/// <summary>A misbehaviour; with a count it ends by itself after that many calls.</summary>
public sealed record Fault(FaultMode Mode, int? Seconds = null, int? Count = null)
{
    public static readonly Fault None = new(FaultMode.Ok);
}
