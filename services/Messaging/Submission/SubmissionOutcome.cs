namespace Messaging.Submission;

public enum SubmissionResult
{
    /// <summary>250 after the last dot: the operator answers for the mail.</summary>
    Accepted,
    /// <summary>5xx: trying again would get the same answer.</summary>
    RefusedForGood,
    /// <summary>4xx.</summary>
    RefusedForNow,
    /// <summary>Cut before the last dot: the operator cannot have the mail.</summary>
    NotReached,
    /// <summary>Cut after the last dot and before the reply: nobody knows, so it may not simply be sent again.</summary>
    Uncertain,
}

public sealed record SubmissionOutcome(SubmissionResult Result, int Code, string Text);
