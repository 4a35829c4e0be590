using HealthDirectory.Imports;
using HealthDirectory.Professionals;
using Microsoft.AspNetCore.Authorization;
using Platform;

namespace HealthDirectory.Employment;

internal static class StaffSetup
{
    public static void AddStaff(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthorizationBuilder()
            .AddPolicy("directory:admin", policy => policy.RequireScope("directory:admin"))
            // An administrator, or a person of whom StaffRights then asks the function.
            .AddPolicy("directory:staff", policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Scopes.Of(context.User).Any(scope => scope is "directory:admin" or "directory:write")
                && context.User.HasClaim(claim => claim.Type == "tenant")));
        services.AddScoped<OwnSituation>();
        services.AddScoped<StaffRights>();
        services.AddScoped<StaffRegister>();
        services.AddScoped<ImportStaff>();
        services.AddScoped<ImportAbsences>();
        services.AddHostedService<TellStaffFacts>();
    }
}
