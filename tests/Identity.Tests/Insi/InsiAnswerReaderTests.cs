using Identity.Insi;
using Identity.Matricules;
using Xunit;

namespace Identity.Tests;

public sealed class InsiAnswerReaderTests
{
    private readonly InsiAnswerReader _reader = new(InsAuthority.AcceptedIn("test", [InsAuthority.Nir]));

    [Fact]
    public void One_identity_is_read_whole()
    {
        var found = Assert.IsType<InsiFound>(Read(Answers.Result("00", Answers.Person))).Identity;

        Assert.Equal("236066322083656", found.Active.Matricule.Value);
        Assert.Equal("CATARINA BELLA", found.Traits.GivenNames.List);
        Assert.False(found.FirstGivenNameDerived);
        Assert.Equal("2360663220123", Assert.Single(found.Former).Matricule.Body);
    }

    [Fact]
    public void Nobody_and_several_are_told_apart()
    {
        Assert.IsType<InsiNobody>(Read(Answers.Result("01")));
        Assert.IsType<InsiSeveral>(Read(Answers.Result("02")));
    }

    [Fact]
    public void A_first_given_name_left_out_is_derived_and_said_so()
    {
        var unnamed = Answers.Result("00", Answers.Person.Replace("<Prenom>CATARINA</Prenom>", ""));
        var searched = Assert.IsType<InsiFound>(Read(unnamed)).Identity;
        var derived = Assert.IsType<InsiFound>(_reader.Read(unnamed, Answers.Catarina with { GivenNames = ["BELLA"] })).Identity;

        Assert.Equal(("CATARINA", false), (searched.Traits.GivenNames.First.Value, searched.FirstGivenNameDerived));
        Assert.Equal(("CATARINA", true), (derived.Traits.GivenNames.First.Value, derived.FirstGivenNameDerived));
    }

    [Theory]
    [InlineData("1936-00-00"), InlineData("1936-06-00"), InlineData("1936-13-33")]
    public void A_lunar_date_is_kept_as_received(string date)
    {
        var found = Assert.IsType<InsiFound>(Read(Answers.Result("00", Answers.Person.Replace("1936-06-21", date)))).Identity;

        Assert.Equal(date, found.Traits.BirthDate.Text);
    }

    [Theory]
    [InlineData("siram_100", "desir_550", false), InlineData("siram_100", "desir_560", false), InlineData("siram_40", "insi_102", true)]
    public void A_fault_keeps_its_codes_and_whether_it_passes(string family, string code, bool passing)
    {
        var fault = Assert.IsType<InsiFault>(Read(Answers.Fault(family, code)));

        Assert.Equal((family, code, passing), (fault.Family, fault.Detail, fault.Passing));
    }

    public static TheoryData<string, byte[], InsiDefect> Unusable => new()
    {
        { "not xml", Answers.Bytes("Bad Gateway"), InsiDefect.NotXml },
        { "nothing", [], InsiDefect.NotXml },
        { "cut in the middle", Answers.Result("00", Answers.Person)[..400], InsiDefect.NotXml },
        { "a page", Answers.Bytes("<html><body/></html>"), InsiDefect.NotSoap },
        { "a DTD", Answers.Bytes("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"), InsiDefect.NotXml },
        { "entities that swell", Answers.Bytes("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>"), InsiDefect.NotXml },
        { "too large", new byte[InsiAnswerReader.MaxBytes + 1], InsiDefect.TooLarge },
        { "00 without a person", Answers.Result("00"), InsiDefect.HalfAnswer },
        { "00 with two persons", Answers.Result("00", Answers.Person + Answers.Person), InsiDefect.HalfAnswer },
        { "01 with a person", Answers.Result("01", Answers.Person), InsiDefect.Malformed },
        { "no code", Answers.Result(""), InsiDefect.HalfAnswer },
        { "a code nobody knows", Answers.Result("07"), InsiDefect.UnknownCode },
        { "no traits", Answers.Result("00", Answers.Person[..Answers.Person.IndexOf("<TIQ>", StringComparison.Ordinal)] + "</INDIVIDU>"), InsiDefect.HalfAnswer },
        { "a name with digits", Answers.Result("00", Answers.Person.Replace(">TCHITCHI<", ">TCH1TCHI<")), InsiDefect.Malformed },
        { "another sex letter", Answers.Result("00", Answers.Person.Replace("<Sexe>F<", "<Sexe>X<")), InsiDefect.Malformed },
        { "a wrong key", Answers.Result("00", Answers.Person.Replace("<Cle>56<", "<Cle>57<")), InsiDefect.MatriculeKey },
        { "a matricule of 12", Answers.Result("00", Answers.Person.Replace("2360663220836", "236066322083")), InsiDefect.MatriculeForm },
        { "an INS-C", Answers.Result("00", Answers.Person.Replace("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.2")), InsiDefect.OidRefused },
    };

    [Theory, MemberData(nameof(Unusable))]
    public void An_answer_that_cannot_be_used_leaves_nothing(string what, byte[] bytes, InsiDefect defect)
    {
        var outcome = Assert.IsType<InsiUnusable>(Read(bytes));

        Assert.True(outcome.Defect == defect, $"{what}: {outcome.Defect}");
    }

    [Fact]
    public void Real_life_refuses_a_test_number_and_a_test_place_refuses_a_production_one_unless_told()
    {
        var test = Answers.Result("00", Answers.Person.Replace("1.2.250.1.213.1.4.8", InsAuthority.Test));

        Assert.IsType<InsiUnusable>(new InsiAnswerReader(InsAuthority.AcceptedIn("real", [InsAuthority.Test])).Read(test, Answers.Catarina));
        Assert.IsType<InsiUnusable>(new InsiAnswerReader(InsAuthority.AcceptedIn("test", [])).Read(Answers.Result("00", Answers.Person), Answers.Catarina));
        Assert.IsType<InsiFound>(Read(test));
    }

    private InsiOutcome Read(byte[] bytes) => _reader.Read(bytes, Answers.Catarina);
}
