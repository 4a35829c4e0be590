namespace Platform.Events;

/// <summary>An instant that never goes back while the process lives: a wall clock set back must not make waiting rows wait longer.</summary>
internal sealed class SteadyTime(TimeProvider clock)
{
    private DateTimeOffset _at = clock.GetUtcNow();
    private long _stamp = clock.GetTimestamp();

    public DateTimeOffset Now()
    {
        var (wall, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var steady = _at + clock.GetElapsedTime(_stamp, stamp);
        (_at, _stamp) = (wall > steady ? wall : steady, stamp);
        return _at;
    }
}
