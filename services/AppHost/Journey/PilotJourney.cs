namespace AppHost.Journey;

/// <summary>
/// What the 2022 pilots set out to do, for one resident: an INS qualified, a DLU deposited in the DMP, sent to the emergency
/// department and to the person, each reception and reading known. The gateway's address is all it knows.
/// </summary>
internal static class PilotJourney
{
    public static async Task<bool> PlayAsync(Uri gateway, string authority, string editorKey, string? json, CancellationToken ct)
    {
        var report = new JourneyReport();
        var signIn = new SignIn(gateway, authority);
        using var outside = new Sandbox(new Visitor(gateway, authority));
        try
        {
            var resident = await new Admission(report, signIn, editorKey).PlayAsync(ct);
            var liaison = await new Liaison(report, signIn, outside).PlayAsync(resident, ct);
            await new Conversation(report, outside).PlayAsync(liaison, ct);
            await new GroupActivity(report, signIn, editorKey).PlayAsync(ct);
            await new HospitalStay(report, signIn, editorKey).PlayAsync(ct);
            await new RightsThroughTime(report, signIn, outside, editorKey).PlayAsync(resident, ct);
            await new Teleconsultation(report, signIn, outside).PlayAsync(resident, ct);
            await new Boundaries(report, signIn).PlayAsync(resident, liaison.Document, ct);
            await new CountedAgain(report, outside).PlayAsync(resident, ct);
        }
        catch (JourneyStoppedException)
        {
            // The report ends with the step that failed.
        }
        report.Close(json);
        return report.Passed;
    }
}
