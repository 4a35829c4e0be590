using Sandbox.Faults;
using Sandbox.Mail.Operators;
using Mode = Sandbox.Faults.FaultMode;

namespace Sandbox.Mail.Faults;

/// <summary>What the misbehaviours common to all teleservices mean for mail: <c>mss</c> strikes both operators, <c>mes</c> Mon espace santé.</summary>
internal static class BoardFault
{
    public static MailFault? Take(FaultBoard board, string home, ReadOnlySpan<FaultMode> modes)
    {
        var citizens = home == OperatorDirectory.Citizens;
        var teleservice = citizens ? "mes" : "mss";
        var fault = board.Of(teleservice);
        var meaning = citizens ? ForCitizens(fault.Mode) : ForOperators(fault.Mode);
        if (meaning is not { } mode || !modes.Contains(mode)) return null;
        board.Take(teleservice);
        return new() { Mode = mode, Operator = home, Seconds = fault.Seconds ?? 5, Once = fault.Mode == Mode.Slow };
    }

    private static FaultMode? ForOperators(Mode mode) => mode switch
    {
        Mode.Down => FaultMode.Down,
        Mode.Hang => FaultMode.Hang,
        Mode.Garbage => FaultMode.Garbage,
        Mode.Wrong => FaultMode.Bounce,
        Mode.Half => FaultMode.AcceptThenDrop,
        _ => null,
    };

    private static FaultMode? ForCitizens(Mode mode) => mode switch
    {
        Mode.Down or Mode.Hang or Mode.Slow => FaultMode.Delayed,
        Mode.Garbage => FaultMode.GarbageReport,
        Mode.Wrong => FaultMode.Bounce,
        Mode.Half => FaultMode.NoReport,
        _ => null,
    };
}
