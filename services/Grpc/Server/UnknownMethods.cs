namespace Grpc.AspNetCore.Server;

/// <summary>One endpoint answers for all methods a process does not have; the first mapped service brings it.</summary>
internal sealed class UnknownMethods
{
    private int _mapped;

    public bool TakeTurn() => Interlocked.Exchange(ref _mapped, 1) == 0;
}
