using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Trail;

/// <summary><c>Audit verify</c>: checks every tenant's chain; non-zero when one is broken.</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(IServiceProvider services)
    {
        List<Guid> tenants;
        await using (var scope = services.CreateAsyncScope())
        {
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
            tenants = await scope.ServiceProvider.GetRequiredService<AuditDbContext>().Blocks.Select(block => block.TenantId).Distinct().ToListAsync();
        }

        var broken = 0;
        foreach (var tenant in tenants)
        {
            await using var scope = services.CreateAsyncScope();
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            var report = await Verification.RunAsync(scope.ServiceProvider.GetRequiredService<AuditDbContext>(), CancellationToken.None);
            Console.WriteLine(report.Verified
                ? $"{tenant} ok: {report.Lines} lines in {report.Blocks} blocks"
                : $"{tenant} BROKEN at block {report.BrokenBlock} line {report.BrokenLine}: {report.Reason}");
            if (!report.Verified) broken++;
        }
        return broken == 0 ? 0 : 1;
    }
}
