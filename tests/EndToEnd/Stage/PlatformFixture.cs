using System.Collections.Concurrent;

namespace EndToEnd.Stage;

/// <summary>One platform for the whole suite; the gateway's address is all the tests talk to.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("platform-e2e-").FullName;
    private readonly ConcurrentDictionary<string, Task<Person>> _signedIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TestIdentity, Task<Resident>> _residents = [];
    private AppHostProcess? _host;

    /// <summary>Where the platform keeps its data: for what only time would bring about.</summary>
    public string Data => _data;

    public Doorstep Door { get; private set; } = null!;
    public Outside Outside { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var shift = AppHostProcess.FreeShift();
        _host = await AppHostProcess.StartAsync("run", _data, shift, TestContext.Current.CancellationToken);
        Door = new(shift, _data);
        Outside = new(Door.Nobody());
    }

    /// <summary>The open session of a professional; signed in once for the whole suite.</summary>
    public Task<Person> AsAsync(string name, string? situation = null) =>
        _signedIn.GetOrAdd($"{name} {situation}", _ => Door.SignInAsync(name, situation));

    /// <summary>The resident of this test identity, admitted and qualified once for the whole suite.</summary>
    public Task<Resident> QualifiedAsync(TestIdentity identity) => _residents.GetOrAdd(identity, one => this.QualifyAsync(one));

    public Task<Person> NurseAsync() => AsAsync("MONTAGNE", "Saules Blancs");

    public Task<Person> DoctorAsync() => AsAsync("VASSEUR");

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _signedIn.Values.Where(one => one.IsCompletedSuccessfully)) (await session).Dispose();
        Outside?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class OnePlatform : ICollectionFixture<PlatformFixture>
{
    public const string Name = "one platform";
}
