using System.Globalization;
using System.Text;

namespace Messaging.Acknowledgements;

/// <summary>The encoding of ENVID and ORCPT (RFC 3461 §4).</summary>
public static class Xtext
{
    public static string Write(string text)
    {
        var output = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is > ' ' and < (char)127 and not '+' and not '=') output.Append(c);
            else output.Append('+').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        }
        return output.ToString();
    }

    public static string Read(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                output.Append((char)code);
                i += 2;
            }
            else output.Append(text[i]);
        }
        return output.ToString();
    }
}
