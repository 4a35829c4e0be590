namespace Telemedicine.Performing;

/// <summary>The tests just before the act: picture, sound, network, equipment, the person ready.</summary>
/// <param name="Failures">What is not right, in French; empty when the act may start.</param>
public sealed record PreFlight(bool Video, bool Sound, bool Devices, decimal Megabits, int BatteryPercent, bool PersonPrepared, IReadOnlyList<string> StepsDone, IReadOnlyList<string> Failures, Guid BySituation, DateTimeOffset At)
{
    public bool Passed => Failures.Count == 0;
}

/// <summary>How the session began: by which channel, who was strongly authenticated, how the person's identity was confirmed.</summary>
/// <param name="Channel">video, audio or asynchronous.</param>
/// <param name="RequisProof">psc, cps or e-cps: what the requis signed in with.</param>
/// <param name="IdentityBy">bracelet, photo or relative, beside the traits read aloud.</param>
public sealed record SessionStart(string Channel, string RequisProof, string RequisNationalId, string IdentityBy, bool TraitsConfirmed, Guid BySituation, IReadOnlyList<string> Present);
