using Documents.Records;

namespace Documents.Tests.Records;

public sealed class DocumentTypeTests
{
    [Theory]
    [InlineData("74207-2", "11")]
    [InlineData("80788-3", "44")]
    [InlineData("83981-1", "10")]
    [InlineData("88348-8", "11")]
    [InlineData("18748-4", "31")]
    [InlineData("60593-1", "43")]
    [InlineData("EXPPAT_3", "90")]
    public void The_class_follows_from_the_type(string type, string expected) => Assert.Equal(expected, DocumentType.Find(type)!.ClassCode.Code);

    [Fact]
    public void An_unknown_type_has_no_class() => Assert.Null(DocumentType.Find("99999-9"));

    [Fact]
    public void Types_of_the_house_nomenclature_are_not_said_to_be_loinc()
    {
        Assert.Equal("1.2.250.1.213.1.1.4.12", DocumentType.Find("BIL_AUTO")!.Coded.System);
        Assert.Equal("2.16.840.1.113883.6.1", DocumentType.Find("74207-2")!.Coded.System);
    }
}
