using Testing;

namespace Billing.Tests;

/// <summary>The real service on its own database.</summary>
public sealed class BillingApi() : ServiceFixture<Program>("billing");
