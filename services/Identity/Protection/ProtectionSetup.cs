namespace Identity.Protection;

internal static class ProtectionSetup
{
    /// <summary>Identity:KeyRingFile names the mounted ring; outside of real life an absent one is made.</summary>
    public static void AddInsVault(this WebApplicationBuilder builder)
    {
        var path = builder.Configuration["Identity:KeyRingFile"] ?? "data/keys/identity.json";
        var real = builder.Configuration["Platform:Environment"] == "real";
        builder.Services.AddSingleton(_ => new InsVault(KeyRing.Open(path, makeIfAbsent: !real)));
    }
}
