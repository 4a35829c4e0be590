using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Prices;
using Billing.Stays;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Demonstration;

/// <summary>Invented prices of the demonstration houses and the stays of their residents. Seeded once, when Billing:Demo asks for it.</summary>
internal sealed class DemoBilling(IServiceScopeFactory scopes, TimeProvider clock) : IHostedService
{
    private static readonly DateOnly Since = new(2025, 7, 1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var file = typeof(DemoBilling).Assembly.GetManifestResourceStream("Billing.Demonstration.demo.json")!;
        var demo = (await JsonSerializer.DeserializeAsync<DemoFile>(file, Json, cancellationToken))!;
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(demo.Tenant);
        var db = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        if (await db.PriceTables.AnyAsync(cancellationToken)) return;

        var now = clock.GetUtcNow();
        foreach (var price in demo.Prices) db.PriceTables.Add(PriceTable.Set(demo.Tenant, price.Establishment, price.Code, 1, new(price.Price, Since, Since), demo.Author, now));
        foreach (var stays in demo.Stays)
            for (var n = 0; n < stays.Born.Count; n++) db.Stays.Add(Stay.Admit(demo.Tenant, Numbered(stays.First, n), stays.Establishment, null, stays.Regime, Since, new(BirthDate: stays.Born[n]), now));
        await db.SaveChangesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Residents of the demonstration are numbered in the last digits of their identifier.
    private static Guid Numbered(Guid first, int n)
    {
        var text = first.ToString();
        return Guid.Parse(text[..^4] + (int.Parse(text[^4..], CultureInfo.InvariantCulture) + n).ToString("0000", CultureInfo.InvariantCulture));
    }

    private sealed record DemoFile(Guid Tenant, Guid Author, IReadOnlyList<DemoPrice> Prices, IReadOnlyList<DemoStays> Stays);

    private sealed record DemoPrice(Guid Establishment, string Code, decimal Price);

    /// <param name="Born">One stay each, in the order of the residents' numbers; the last day of the year when only the year is known.</param>
    private sealed record DemoStays(Guid Establishment, Regime Regime, Guid First, IReadOnlyList<DateOnly> Born);
}
