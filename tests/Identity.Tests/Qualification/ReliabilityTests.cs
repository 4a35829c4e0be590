using Identity.Qualification;
using Xunit;

namespace Identity.Tests;

public sealed class ReliabilityTests
{
    private static readonly Reliability Prov = Reliability.Provisional;
    private static readonly Reliability Recup = Prov.WithIns();
    private static readonly Reliability Vali = Prov.WithCoherence();
    private static readonly Reliability Qual = Recup.WithCoherence();

    [Fact]
    public void The_status_follows_from_the_two_facts()
    {
        Assert.Equal(["PROV", "RECUP", "VALI", "QUAL"], new[] { Prov, Recup, Vali, Qual }.Select(r => r.Status.Code()));
        Assert.Equal(IdentityStatus.Qual, Vali.WithIns().Status);
        Assert.Equal(IdentityStatus.Vali, Qual.WithoutIns().Status);
        Assert.Equal(IdentityStatus.Recup, Qual.WithoutCoherence().Status);
    }

    [Fact]
    public void Only_a_qualified_identity_lets_its_number_out_and_a_number_freezes_the_traits()
    {
        Assert.Equal([false, false, false, true], new[] { Prov, Recup, Vali, Qual }.Select(r => r.InsMayLeave));
        Assert.Equal([false, true, false, true], new[] { Prov, Recup, Vali, Qual }.Select(r => r.TraitsFrozen));
    }

    [Theory]
    [InlineData(IdentityMarks.Douteuse), InlineData(IdentityMarks.Fictive), InlineData(IdentityMarks.Douteuse | IdentityMarks.Homonyme), InlineData(IdentityMarks.Fictive | IdentityMarks.Homonyme)]
    public void A_doubtful_or_fictitious_identity_falls_to_provisional_and_stays_there(IdentityMarks marks)
    {
        foreach (var any in new[] { Prov, Recup, Vali, Qual })
        {
            var marked = any.Marked(marks);

            Assert.Equal(IdentityStatus.Prov, marked.Status);
            Assert.False(marked.HasIns);
            Assert.Throws<InvalidOperationException>(() => marked.WithIns());
            Assert.Throws<InvalidOperationException>(() => marked.WithCoherence());
            Assert.Equal(IdentityStatus.Prov, marked.Marked(IdentityMarks.None).Status);
        }
    }

    [Fact]
    public void A_namesake_is_only_a_warning()
    {
        Assert.Equal(IdentityStatus.Qual, Qual.Marked(IdentityMarks.Homonyme).Status);
        Assert.Equal(IdentityStatus.Recup, Prov.Marked(IdentityMarks.Homonyme).WithIns().Status);
    }

    [Fact]
    public void An_identity_is_not_both_fictitious_and_doubtful() => Assert.Throws<ArgumentException>(() => Prov.Marked(IdentityMarks.Fictive | IdentityMarks.Douteuse));

    [Fact]
    public void What_is_stored_reads_back_the_same()
    {
        foreach (var any in new[] { Prov, Recup, Vali, Qual, Prov.Marked(IdentityMarks.Douteuse) })
            Assert.Equal(any, Reliability.From(any.Status, any.Marks));
    }
}
