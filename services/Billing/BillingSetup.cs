using Billing.Demonstration;
using Billing.Exports;
using Billing.Ledger;
using Billing.Periods;
using Billing.Prices;
using Billing.Rights;
using Billing.Rules;

namespace Billing;

internal static class BillingSetup
{
    public static void AddBilling(this WebApplicationBuilder builder)
    {
        var figures = NationalFigures.Read(builder.Configuration["Billing:FiguresFile"]);
        builder.Services.AddSingleton(figures);
        builder.Services.AddSingleton(new BillingTables(RuleBook.Read(), figures));
        builder.Services.AddSingleton(Accounts.Read(builder.Configuration["Billing:AccountsFile"]));
        builder.Services.AddSingleton<ClosingSeal>();
        builder.Services.AddScoped<BillingRights>().AddScoped<Sorting>();
        builder.Services.AddScoped<MonthLedger>();
        builder.Services.AddScoped<Obstacles>();
        if (builder.Configuration.GetValue("Billing:Demo", false) && builder.Configuration["Platform:Environment"] != "real") builder.Services.AddHostedService<DemoBilling>();
    }
}
