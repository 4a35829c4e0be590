namespace Agenda.Attendances;

/// <summary>What happened to one usager at one occurrence.</summary>
public enum AttendanceState
{
    Present,

    /// <summary>Came later or left earlier.</summary>
    Partial,

    /// <summary>Told before, with a reason.</summary>
    AbsentJustified,

    AbsentUnplanned,

    /// <summary>The person said no: a right, kept as such.</summary>
    Refused,

    /// <summary>The structure could not hold it.</summary>
    Cancelled,

    /// <summary>Done for the person and without them: synthesis, partner.</summary>
    WithoutUsager,
}

internal static class AttendanceStates
{
    private static readonly Dictionary<string, AttendanceState> Words = Enum.GetValues<AttendanceState>().ToDictionary(Word, StringComparer.Ordinal);

    public const string Spoken = "PRESENT, PARTIAL, ABSENT_JUSTIFIED, ABSENT_UNPLANNED, REFUSED, CANCELLED ou WITHOUT_USAGER";

    /// <summary>The word of the contract.</summary>
    public static string Word(this AttendanceState state) => state switch
    {
        AttendanceState.Present => "PRESENT",
        AttendanceState.Partial => "PARTIAL",
        AttendanceState.AbsentJustified => "ABSENT_JUSTIFIED",
        AttendanceState.AbsentUnplanned => "ABSENT_UNPLANNED",
        AttendanceState.Refused => "REFUSED",
        AttendanceState.Cancelled => "CANCELLED",
        _ => "WITHOUT_USAGER",
    };

    public static bool TryRead(string word, out AttendanceState state) => Words.TryGetValue(word, out state);

    /// <summary>The person was there, for the whole or for a part.</summary>
    public static bool IsThere(this AttendanceState? state) => state is AttendanceState.Present or AttendanceState.Partial;
}
