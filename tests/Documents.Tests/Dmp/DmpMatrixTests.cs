using Documents.Dmp.Habilitation;
using Documents.Records;

namespace Documents.Tests.Dmp;

public sealed class DmpMatrixTests
{
    private static readonly DmpMatrix Matrix = DmpMatrix.Load(null);

    [Theory]
    [InlineData("10", "medecin", "ATTEST-HEBGT", false)]
    [InlineData("10", "medecin", "83901-9", true)]
    [InlineData("40", "", "80788-3", false)]
    [InlineData("40", "", "83981-1", false)]
    [InlineData("40", "", "83901-9", false)]
    [InlineData("40", "", "11502-2", true)]
    [InlineData("60", "ide", "74207-2", true)]
    [InlineData("", "educateur-specialise", "80788-3", true)]
    [InlineData("", "educateur-specialise", "11502-2", false)]
    [InlineData("", "educateur-specialise", "83901-9", false)]
    [InlineData("", "secretaire-admission", "74207-2", false)]
    public void A_profession_reads_the_types_of_its_row(string profession, string function, string type, bool reads) =>
        Assert.Equal(reads, Matrix.RowOf(profession, function)!.Read.Holds(type));

    [Theory]
    [InlineData("", "veilleur")]
    [InlineData("", "referent-facturation")]
    [InlineData("", "editeur")]
    public void Who_has_no_row_has_no_right(string profession, string function) => Assert.Null(Matrix.RowOf(profession, function));

    [Fact]
    public void A_doctor_leaves_in_the_DMP_what_only_others_may_read_there() =>
        Assert.All(DocumentType.All, type => Assert.True(Matrix.RowOf("10", "")!.Deposit.Holds(type.Code)));

    [Fact]
    public void A_profession_decides_before_the_function() => Assert.Equal("infirmier", Matrix.RowOf("60", "educateur-specialise")!.Name);

    [Theory]
    [InlineData("""{"version":"x","from":"2026-01-01","source":"s","rows":[{"name":"a","verified":true,"read":"12345-6","professions":["10"]}]}""")]
    [InlineData("""{"version":"x","from":"2026-01-01","source":"s","rows":[{"name":"a","verified":true,"read":"* 74207-2","professions":["10"]}]}""")]
    [InlineData("""{"version":"x","from":"2026-01-01","source":"s","rows":[{"name":"a","verified":true,"read":"*","professions":["10"]},{"name":"b","verified":true,"read":"*","professions":["10"]}]}""")]
    [InlineData("""{"version":"x","from":"2026-01-01","source":"s","rows":[{"name":"a","verified":true,"reads":"*","professions":["10"]}]}""")]
    public void An_edition_that_cannot_be_understood_stops_the_start(string text) => Assert.ThrowsAny<Exception>(() => Loaded(text));

    [Fact]
    public void Another_edition_takes_the_place_of_the_one_that_came() => Assert.Equal("2027-01-01/1",
        Loaded("""{"version":"2027-01-01/1","from":"2027-01-01","source":"s","rows":[{"name":"a","verified":true,"read":"74207-2","functions":["veilleur"]}]}""").Version);

    private static DmpMatrix Loaded(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return DmpMatrix.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
