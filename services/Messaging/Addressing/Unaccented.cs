using System.Text;

namespace Messaging.Addressing;

/// <summary>Letters without their accents, from our own table: the runtime carries no culture data.</summary>
public static class Unaccented
{
    private const string From = "ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖØòóôõöøÙÚÛÜùúûüÝýÿŸŠšŽž";
    private const string To = "AAAAAAaaaaaaCcEEEEeeeeIIIIiiiiNnOOOOOOooooooUUUUuuuuYyyYSsZz";

    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var known = From.IndexOf(c, StringComparison.Ordinal);
            plain.Append(c switch
            {
                'Œ' => "OE",
                'œ' => "oe",
                'Æ' => "AE",
                'æ' => "ae",
                'ß' => "ss",
                '’' or '‘' => "'",
                >= '\u0300' and <= '\u036f' => "",      // combining accents
                _ => known < 0 ? c.ToString() : To[known].ToString(),
            });
        }
        return plain.ToString();
    }
}
