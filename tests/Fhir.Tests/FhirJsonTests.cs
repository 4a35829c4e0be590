using System.Text.Json;

namespace Fhir.Tests;

public sealed class FhirJsonTests
{
    [Fact]
    public void Elements_leave_in_the_order_of_the_standard()
    {
        const string shuffled = """{"gender":"female","name":[{"given":["Hélène"],"use":"official","family":"VASSEUR"}],"id":"p1","meta":{"versionId":"1"},"active":true,"resourceType":"Practitioner"}""";

        var written = FhirJson.Write(FhirJson.Read(shuffled));

        Assert.Equal("""{"resourceType":"Practitioner","id":"p1","meta":{"versionId":"1"},"active":true,"name":[{"use":"official","family":"VASSEUR","given":["Hélène"]}],"gender":"female"}""", written);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("1.5")]
    [InlineData("0.000000000000000001")]
    [InlineData("-2E-3")]
    [InlineData("123456789012345678901234567890.5")]
    public void A_decimal_keeps_its_digits(string digits)
    {
        var text = $$$"""{"resourceType":"Bundle","type":"searchset","entry":[{"search":{"mode":"match","score":{{{digits}}}}}]}""";

        Assert.Equal(text, FhirJson.Write(FhirJson.Read(text)));
    }

    [Fact]
    public void A_decimal_made_here_has_its_value()
    {
        FhirDecimal score = 1.50m;

        Assert.Equal((1.5m, "1.50"), (score.Value, score.ToString()));
    }

    [Fact]
    public void A_bundle_holds_resources_of_several_types_and_keeps_those_it_does_not_know()
    {
        const string text = """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Organization","name":"Les Saules Blancs"}},{"resource":{"resourceType":"Slot","start":"2026-11-21T08:00:00.000+01:00","x":1.0}},{"resource":{"resourceType":"PractitionerRole","contained":[{"resourceType":"Practitioner","id":"a"}]}}]}""";

        var bundle = FhirJson.Read<Bundle>(text);

        Assert.IsType<Organization>(bundle.Entry![0].Resource);
        Assert.Equal("Slot", Assert.IsType<OtherResource>(bundle.Entry[1].Resource).ResourceType);
        Assert.IsType<Practitioner>(Assert.Single(Assert.IsType<PractitionerRole>(bundle.Entry[2].Resource).Contained!));
        Assert.Equal(text, FhirJson.Write(bundle));
    }

    [Fact]
    public void A_primitive_keeps_its_extensions_and_their_places()
    {
        const string text = """{"resourceType":"Practitioner","name":[{"given":["Anne",null],"_given":[null,{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}]}],"_birthDate":{"id":"b"}}""";

        var practitioner = FhirJson.Read<Practitioner>(text);

        Assert.Equal(["Anne", null], practitioner.Name![0].Given!);
        Assert.Equal("unknown", practitioner.Name[0].GivenElement![1]!.Extension![0].ValueCode);
        Assert.Equal(text, FhirJson.Write(practitioner));
    }

    [Fact]
    public void A_partial_date_stays_partial()
    {
        const string text = """{"resourceType":"Practitioner","birthDate":"1961-04"}""";

        Assert.Equal("1961-04", FhirJson.Read<Practitioner>(text).BirthDate);
        Assert.Equal(text, FhirJson.Write(FhirJson.Read(text)));
    }

    [Theory]
    [InlineData("""{"resourceType":"Practitioner","surname":"VASSEUR"}""", "surname")]
    [InlineData("""{"resourceType":"Practitioner","name":[{"nom":"VASSEUR"}]}""", "name[0]")]
    [InlineData("""{"resourceType":"Practitioner","active":"true"}""", "active")]
    [InlineData("""{"resourceType":"Practitioner","id":"a","id":"b"}""", "id")]
    [InlineData("""{"resourceType":"Practitioner","name":{"family":"VASSEUR"}}""", "name")]
    public void What_the_standard_does_not_know_is_refused_with_its_place(string text, string place)
    {
        var refusal = Assert.Throws<JsonException>(() => FhirJson.Read(text));

        Assert.Contains(place, refusal.Message + refusal.Path);
    }

    [Theory]
    [InlineData("""{"name":[]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"resourceType":7}""")]
    public void What_is_no_resource_is_refused(string text) => Assert.Throws<JsonException>(() => FhirJson.Read(text));

    [Fact]
    public void A_resource_of_another_type_is_refused()
    {
        Assert.Throws<JsonException>(() => FhirJson.Read<Organization>("""{"resourceType":"Practitioner"}"""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Organization>("""{"resourceType":"Practitioner"}""", FhirJson.Options));
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"resourceType":"Bundle","entry":[{"resource":""", 40)) + "null" + string.Concat(Enumerable.Repeat("}]}", 40));

        Assert.Throws<JsonException>(() => FhirJson.Read(deep));
    }
}
