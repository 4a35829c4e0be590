using System.Text;
using System.Text.RegularExpressions;

namespace Agenda.Notes;

/// <summary>How a participant may be called in a text.</summary>
/// <param name="Told">The device said so; another name counts as one only where it has a capital: « une rose » is not Rose.</param>
public sealed record ParticipantName(Guid UsagerId, string Word, bool Told);

/// <summary>Names of participants are stored as their ids between brackets, never in clear, and read back as « la personne » or « un autre participant ».</summary>
internal static partial class NamesInText
{
    private const string Accented = "àâäáãçéèêëíìîïñóòôöõúùûüÿ’-", Plain = "aaaaaceeeeiiiinooooouuuuy' ";

    /// <summary>Whole words, whatever their case and accents; the longest name first, so that « Léa Martin » is not left as « […] Martin ».</summary>
    public static string Seal(string text, IEnumerable<ParticipantName> names)
    {
        var known = names.Where(name => name.Word.Length > 1).Select(name => (name.UsagerId, Word: Fold(name.Word), name.Told)).OrderByDescending(name => name.Word.Length).ThenByDescending(name => name.Told).ToList();
        var (folded, written) = (Fold(text), new StringBuilder(text.Length));
        for (var at = 0; at < text.Length;)
        {
            var found = at > 0 && char.IsLetterOrDigit(text[at - 1]) ? default : known.Find(name => Stands(name.Word, folded, at) && (name.Told || text.Substring(at, name.Word.Length).Any(char.IsUpper)));
            if (found.Word is null)
            {
                written.Append(text[at++]);
                continue;
            }

            written.Append("[@").Append(found.UsagerId).Append(']');
            at += found.Word.Length;
        }

        return written.ToString();
    }

    public static string Read(string text, Guid usagerId) => Mention().Replace(text, found => Guid.Parse(found.Groups["usager"].Value) == usagerId ? "la personne" : "un autre participant");

    private static bool Stands(string word, string text, int at) =>
        string.CompareOrdinal(text, at, word, 0, word.Length) == 0 && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]));

    // Letter for letter: what is found in the folded text stands at the same place in the text.
    private static string Fold(string text) => string.Create(text.Length, text, (letters, from) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            var letter = char.ToLowerInvariant(from[i]);
            letters[i] = Accented.IndexOf(letter) is var at and >= 0 ? Plain[at] : letter;
        }
    });

    [GeneratedRegex(@"\[@(?<usager>[0-9a-f-]{36})\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();
}
