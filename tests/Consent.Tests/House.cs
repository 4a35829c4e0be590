using Xunit;

namespace Consent.Tests;

/// <summary>One running service for the classes that only move the clock forward.</summary>
[CollectionDefinition("House")]
public sealed class House : ICollectionFixture<ConsentApi>;
