using System.Xml;

namespace Documents.Cda;

/// <summary>The shapes that repeat in a CDA header.</summary>
internal static class CdaElements
{
    public static void Open(this XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, CdaWriter.Namespace);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
    }

    public static void Empty(this XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.Open(name, attributes);
        xml.WriteEndElement();
    }

    public static void Code(this XmlWriter xml, string name, Coded code)
    {
        xml.Open(name, ("code", code.Code), ("displayName", code.Display), ("codeSystem", code.System));
        if (code.SystemName.Length > 0) xml.WriteAttributeString("codeSystemName", code.SystemName);
        xml.WriteEndElement();
    }

    public static void Text(this XmlWriter xml, string name, string value, string qualifier = "")
    {
        if (value.Length == 0) return;
        xml.Open(name);
        if (qualifier.Length > 0) xml.WriteAttributeString("qualifier", qualifier);
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    public static void Address(this XmlWriter xml, Address? address)
    {
        if (address is null)
        {
            xml.Empty("addr", ("nullFlavor", "MSK"));
            return;
        }

        xml.Open("addr");
        xml.Text("streetAddressLine", address.Line);
        xml.Text("postalCode", address.PostalCode);
        xml.Text("city", address.City);
        xml.WriteEndElement();
    }

    public static void Telecom(this XmlWriter xml, string phone, string use = "WP")
    {
        if (phone.Length == 0) xml.Empty("telecom", ("nullFlavor", "NASK"));
        else xml.Empty("telecom", ("value", "tel:" + string.Concat(phone.Where(c => char.IsAsciiDigit(c) || c == '+'))), ("use", use));
    }

    public static void PersonName(this XmlWriter xml, string civility, string family, string given, string title)
    {
        xml.Open("name");
        xml.Text("prefix", civility);
        xml.Text("family", family);
        xml.Text("given", given);
        xml.Text("suffix", title);
        xml.WriteEndElement();
    }
}
