using Testing;

namespace Agenda.Tests;

/// <summary>The real service on its own database.</summary>
public sealed class AgendaApi() : ServiceFixture<Program>("agenda");
