using System.Text;

namespace Sandbox.Annuaire;

/// <summary>Text without case nor accents, as the directory compares names. The process has no culture data, hence this table.</summary>
internal static class PlainLetters
{
    private const string Accented = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyy";

    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
            _ = letter switch
            {
                'œ' => plain.Append("oe"),
                'æ' => plain.Append("ae"),
                '’' => plain.Append('\''),
                _ => plain.Append(Accented.IndexOf(letter) is var place and >= 0 ? Plain[place] : letter),
            };
        return plain.ToString();
    }
}
