using Testing;

namespace Telemedicine.Tests;

/// <summary>The real service on its own database.</summary>
public sealed class TelemedicineApi() : ServiceFixture<Program>("telemedicine");
