namespace Sso.Keys;

/// <summary><c>Sso replace-leaked-key</c>: drops every signing key and makes a new one that signs at once. Running replicas follow within half a minute.</summary>
internal static class ReplaceLeakedKeyCommand
{
    public static async Task<int> RunAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyRotation>().ReplaceLeakedAsync(CancellationToken.None);
        Console.WriteLine("Every signing key is dropped. Sessions go on with tokens of the new key; tokens of the old ones are refused everywhere within ten minutes.");
        return 0;
    }
}
