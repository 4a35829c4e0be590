namespace Billing.Periods;

/// <summary>One thing that keeps a period from closing, and whom to see about it.</summary>
/// <param name="Id">The occurrence, stay or establishment it is about.</param>
public sealed record Obstacle(string Kind, Guid Id, Guid? OwnerSituationId, Guid? UsagerId, DateOnly? Day, string Message);

/// <summary>What the caller may know of what keeps a period open.</summary>
/// <param name="Others">There is more, about persons the caller may not see.</param>
internal sealed record ToSettle(IReadOnlyList<Obstacle> Told, bool Others)
{
    public const string Unseen = "D'autres points concernent des personnes que vous ne pouvez pas voir : demandez à un collègue habilité.";

    public bool Nothing => Told.Count == 0 && !Others;
}

/// <summary>An obstacle before it is known who asks: the persons it concerns, one for each thing to count.</summary>
/// <param name="Persons">Nobody: it is about the establishment.</param>
/// <param name="Tell">The obstacle, for so many as the caller may see.</param>
/// <param name="Always">Told also to who may see none of them.</param>
internal sealed record Finding(IReadOnlyList<Guid> Persons, Func<int, Obstacle> Tell, bool Always = false)
{
    public static Finding Of(Obstacle obstacle) => new(obstacle.UsagerId is { } person ? [person] : [], _ => obstacle);

    public static ToSettle Settle(IReadOnlyList<Finding> findings, IReadOnlySet<Guid> visible)
    {
        var told = new List<Obstacle>(findings.Count);
        var others = false;
        foreach (var finding in findings)
        {
            var seen = finding.Persons.Count(visible.Contains);
            others |= seen < finding.Persons.Count;
            if (seen > 0 || finding.Always || finding.Persons.Count == 0) told.Add(finding.Tell(seen));
        }
        return new(told, others);
    }
}
