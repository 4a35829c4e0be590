using Identity.Matricules;
using Xunit;

namespace Identity.Tests;

public sealed class MatriculeTests
{
    [Theory]
    [InlineData("279035121518989"), InlineData("277076322082910"), InlineData("180032B02040123"), InlineData("160012B02077713"), InlineData("109076322088835")]
    [InlineData("236066322083656"), InlineData("260058815400233"), InlineData("124018852493334"), InlineData("297022A02077878")]
    public void A_published_matricule_holds_its_key(string text)
    {
        Assert.True(Matricule.TryRead(text, out var matricule, out _));
        Assert.True(matricule.KeyIsRight);
        Assert.Equal(text, matricule.Value);
    }

    [Theory]
    [InlineData("2530775116042", "16"), InlineData("1850775123456", "08"), InlineData("2690549588157", "80"), InlineData("1991299351001", "32")]
    [InlineData("196072A004005", "55"), InlineData("285112B033010", "51"), InlineData("1472097105011", "44"), InlineData("2750913055123", "65")]
    [InlineData("2823075056999", "97"), InlineData("1850775123076", "97"), InlineData("1850775123075", "01")]
    public void The_key_is_computed_on_the_thirteen_characters(string body, string key)
    {
        Assert.Equal(key, Matricule.KeyOf(body));
        Assert.True(Matricule.TryRead(body, null, out var matricule, out _));
        Assert.Equal(body + key, matricule.Value);
    }

    [Theory]
    [InlineData("279035121518988"), InlineData("180032A02040123"), InlineData("277010115400328")]
    public void A_wrong_key_is_seen(string text)
    {
        Assert.True(Matricule.TryRead(text, out var matricule, out _));
        Assert.False(matricule.KeyIsRight);
        Assert.Equal(MatriculeVerdict.Refused, MatriculeRule.Judge(matricule, InsAuthority.Test, MatriculeOrigin.Typed));
    }

    [Theory]
    [InlineData("27903512151898", MatriculeFault.Length), InlineData("2790351215189890", MatriculeFault.Length), InlineData("", MatriculeFault.Length), InlineData(null, MatriculeFault.Length)]
    [InlineData("379035121518989", MatriculeFault.Sex), InlineData("279005121518941", MatriculeFault.Month), InlineData("279135121518955", MatriculeFault.Month)]
    [InlineData("000000000000000", MatriculeFault.Sex), InlineData("282307505699900", MatriculeFault.Key), InlineData("27903512151898X", MatriculeFault.Characters)]
    [InlineData("180032C02040123", MatriculeFault.Characters), InlineData("1800312B2040123", MatriculeFault.Characters), InlineData("²79035121518989", MatriculeFault.Characters)]
    public void A_malformed_matricule_is_refused_with_its_reason(string? text, MatriculeFault reason)
    {
        Assert.False(Matricule.TryRead(text, out _, out var fault));
        Assert.Equal(reason, fault);
        Assert.EndsWith(".", MatriculeRule.Explain(fault));
    }

    [Theory]
    [InlineData("2 79 03 51 215 189 89"), InlineData("2.79.03.51.215.189-89"), InlineData("2\u00a079\u202f03 51 215 189 89")]
    public void Spaces_dots_and_hyphens_do_not_count(string typed)
    {
        Assert.True(Matricule.TryRead(typed, out var matricule, out _));
        Assert.Equal("279035121518989", matricule.Value);
    }

    [Fact]
    public void A_corsican_letter_may_be_typed_small()
    {
        Assert.True(Matricule.TryRead("180032b02040123", out var matricule, out _));
        Assert.True(matricule.KeyIsRight);
    }

    [Theory]
    [InlineData("276037510669380"), InlineData("181036322045660"), InlineData("260058815400244"), InlineData("221042545611404")]
    [InlineData("223042545611404"), InlineData("284058832102530"), InlineData("254041717202371"), InlineData("123456789012244")]
    public void A_published_sample_with_a_wrong_key_is_taken_as_received_test_data_only(string text)
    {
        Assert.True(Matricule.TryRead(text, out var matricule, out _));
        Assert.False(matricule.KeyIsRight);
        Assert.Equal(MatriculeVerdict.AcceptedWithWarning, MatriculeRule.Judge(matricule, InsAuthority.Nir, MatriculeOrigin.Received));
        Assert.Equal(MatriculeVerdict.AcceptedWithWarning, MatriculeRule.Judge(matricule, InsAuthority.Test, MatriculeOrigin.Insi));
        Assert.Equal(MatriculeVerdict.Refused, MatriculeRule.Judge(matricule, InsAuthority.Nir, MatriculeOrigin.Insi));
        Assert.Equal(MatriculeVerdict.Refused, MatriculeRule.Judge(matricule, InsAuthority.Test, MatriculeOrigin.Typed));
    }

    [Fact]
    public void A_matricule_never_tells_itself_in_a_log()
    {
        Matricule.TryRead("279035121518989", out var matricule, out _);

        Assert.DoesNotContain("279035", $"{matricule} {new Ins(matricule!, InsAuthority.Test)}");
    }

    [Fact]
    public void Real_life_takes_production_authorities_only_and_no_place_takes_the_old_ones()
    {
        string[] configured = [InsAuthority.Nir, "1.2.250.1.213.1.4.2"];

        Assert.Equal([InsAuthority.Nir, InsAuthority.Nia], InsAuthority.AcceptedIn("real", [InsAuthority.Test]).Order());
        Assert.Equal([InsAuthority.Test, InsAuthority.Demonstration], InsAuthority.AcceptedIn("test", []).Order());
        Assert.Contains(InsAuthority.Nir, InsAuthority.AcceptedIn("test", configured));
        Assert.DoesNotContain("1.2.250.1.213.1.4.2", InsAuthority.AcceptedIn("test", configured));
    }
}
