using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Platform;

/// <summary>
/// One model for a single tenant and one for all: a filter that says "all tenants or this one" keeps SQLite from using any index
/// on the tenant.
/// </summary>
internal sealed class ModelOfReach : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), context is TenantDbContext { AllTenants: true }, designTime);

    public static DbContextOptionsBuilder Use(DbContextOptionsBuilder options) => options.ReplaceService<IModelCacheKeyFactory, ModelOfReach>();

    /// <summary>Whether options say it already: said again by each context they would be copied each time.</summary>
    public static bool Has(DbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.ReplacedServices?.ContainsKey((typeof(IModelCacheKeyFactory), null)) == true;
}
