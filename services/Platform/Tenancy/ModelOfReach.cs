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
}
