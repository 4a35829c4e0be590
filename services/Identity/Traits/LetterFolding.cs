using System.Text;

namespace Identity.Traits;

/// <summary>Capitals without diacritics, straight apostrophes, plain hyphens and spaces. Own tables: the platform runs without ICU.</summary>
public static class LetterFolding
{
    private static readonly Dictionary<char, string> Folds = Build(
        ("A", "ÀÁÂÃÄÅĀĂĄǍȀȂǺẠẢẤẦẨẪẬẮẰẲẴẶàáâãäåāăąǎȁȃǻạảấầẩẫậắằẳẵặª"), ("AE", "ÆǼǢæǽǣ"), ("C", "ÇĆĈĊČçćĉċč"), ("D", "ÐĎĐðďđ"),
        ("E", "ÈÉÊËĒĔĖĘĚȄȆẸẺẼẾỀỂỄỆèéêëēĕėęěȅȇẹẻẽếềểễệ"), ("G", "ĜĞĠĢǦĝğġģǧ"), ("H", "ĤĦĥħ"),
        ("I", "ÌÍÎÏĨĪĬĮİǏȈȊỈỊìíîïĩīĭįıǐȉȋỉị"), ("IJ", "Ĳĳ"), ("J", "Ĵĵ"), ("K", "Ķķ"), ("L", "ĹĻĽĿŁĺļľŀł"), ("N", "ÑŃŅŇŊǸñńņňŋǹ"),
        ("O", "ÒÓÔÕÖØŌŎŐƠǑǾȌȎỌỎỐỒỔỖỘỚỜỞỠỢòóôõöøōŏőơǒǿȍȏọỏốồổỗộớờởỡợº"), ("OE", "Œœ"), ("R", "ŔŖŘȐȒŕŗřȑȓ"), ("S", "ŚŜŞŠȘśŝşšș"), ("SS", "ßẞ"),
        ("T", "ŢŤŦȚţťŧț"), ("TH", "Þþ"), ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓȔȖỤỦỨỪỬỮỰùúûüũūŭůűųưǔȕȗụủứừửữự"), ("W", "ŴẀẂẄŵẁẃẅ"),
        ("Y", "ÝŶŸỲỸỶỴýŷÿỳỹỷỵ"), ("Z", "ŹŻŽźżž"),
        ("'", "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07"), ("-", "\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d"),
        (" ", "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"));

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is >= '\u0300' and <= '\u036f' or '\u200b' or '\u00ad') continue;   // combining marks, invisible signs
            if (Folds.TryGetValue(letter, out var plain)) folded.Append(plain);
            else folded.Append(char.ToUpperInvariant(letter));
        }
        return SingleSpaces(folded);
    }

    /// <summary>The letters alone: what stays equal whatever the hyphens, apostrophes and spaces typed.</summary>
    public static string LettersOf(string text) => new([.. Fold(text).Where(char.IsAsciiLetterUpper)]);

    private static string SingleSpaces(StringBuilder text) =>
        string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Dictionary<char, string> Build(params (string Plain, string Letters)[] rows)
    {
        var folds = new Dictionary<char, string>();
        foreach (var (plain, letters) in rows)
            foreach (var letter in letters) folds[letter] = plain;
        return folds;
    }
}
