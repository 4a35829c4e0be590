using Identity.Traits;
using Identity.Usagers;
using Platform;
using Xunit;

namespace Identity.Tests.Merging;

public sealed class AbsorbTests
{
    private static readonly SealedIns Number = new() { Cipher = "c", Digest = "d", Oid = "1.2" };

    [Fact]
    public void Two_numbers_are_two_persons_until_one_is_withdrawn()
    {
        var (kept, absorbed) = (Somebody(Number), Somebody(Number with { Digest = "e" }));
        Assert.Equal("ins-differ", Assert.Throws<RuleBrokenException>(() => kept.Absorb(absorbed)).Code);
    }

    [Fact]
    public void The_identity_that_holds_the_number_is_the_one_to_keep()
    {
        var (kept, absorbed) = (Somebody(null), Somebody(Number));
        Assert.Equal("merge-other-way", Assert.Throws<RuleBrokenException>(() => kept.Absorb(absorbed)).Code);
        absorbed.Absorb(kept);
        Assert.False(kept.Active);
    }

    private static Usager Somebody(SealedIns? ins)
    {
        var traits = new TypedTraits("ABSORBE", "ROSE", null, "1936-06-21", "F", "63220", IncompleteBirthDate: false).Read(new(2026, 1, 1)).Traits!;
        var usager = Usager.Create(Guid.NewGuid(), null, "1", traits, null, new(null, null), null, DateTimeOffset.UnixEpoch);
        if (ins is not null) usager.TakeOver(traits, ins);
        return usager;
    }
}
