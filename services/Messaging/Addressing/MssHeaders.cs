namespace Messaging.Addressing;

/// <summary>The X-MSS header fields a mail carries (ECO.2.4.1 to 2.4.3 and 2.2.8).</summary>
public static class MssHeaders
{
    public const string End = "FIN";

    public static IReadOnlyList<KeyValuePair<string, string>> Of(string productNumber, IReadOnlyList<string> cdaCodes, bool insQualified, bool closesCitizenThread)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (cdaCodes.Count > 0)
        {
            fields.Add(new("X-MSS-CODECDA", string.Join(',', cdaCodes)));
            fields.Add(new("X-MSS-INS", insQualified ? "O" : "N"));
        }
        fields.Add(new("X-MSS-NIL", productNumber));
        if (closesCitizenThread) fields.Add(new("X-MSS-MES", End));
        return fields;
    }
}
