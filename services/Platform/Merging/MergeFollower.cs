namespace Platform.Merging;

/// <summary>How a service makes what it has of one subject another's: when their merge is told, and again for what came late.</summary>
public abstract class MergeFollower
{
    /// <summary>The rows that go over.</summary>
    public abstract IReadOnlyList<SubjectRows> Carried { get; }

    /// <summary>What must happen before the rows go.</summary>
    public virtual Task BeforeAsync(Guid absorbed, Guid kept, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What follows once they have gone, in the same transaction.</summary>
    public virtual Task AfterAsync(Guid absorbed, Guid kept, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether something else than rows still names the absorbed one.</summary>
    /// <param name="absorbed">Who goes on as another one.</param>
    /// <param name="since">Nothing older can have come late.</param>
    /// <param name="ct">Stops waiting.</param>
    public virtual Task<bool> NamedElsewhereAsync(Guid absorbed, DateTimeOffset since, CancellationToken ct) => Task.FromResult(false);

    /// <summary>What is asked of other services once all is committed; whoever calls saves.</summary>
    public virtual Task FollowedAsync(Guid kept, CancellationToken ct) => Task.CompletedTask;
}
