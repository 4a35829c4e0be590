using System.Buffers.Binary;
using System.Text;

namespace Documents.Rendering;

/// <summary>An ICC 2.1 display profile of the sRGB colour space, computed from its definition (IEC 61966-2-1).</summary>
public static class SrgbProfile
{
    private const int CurvePoints = 1024;

    public static byte[] Create()
    {
        var curve = Curve();
        var tags = new (string Name, byte[] Data)[]
        {
            ("desc", Description("sRGB IEC61966-2.1")),
            ("cprt", Text("Public domain")),
            ("wtpt", Xyz(0.95045, 1.0, 1.08905)),
            ("rXYZ", Xyz(0.43607, 0.22249, 0.01392)),
            ("gXYZ", Xyz(0.38515, 0.71687, 0.09708)),
            ("bXYZ", Xyz(0.14307, 0.06061, 0.71410)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        };
        var body = new MemoryStream();
        var places = new Dictionary<byte[], int>(ReferenceEqualityComparer.Instance);
        var start = 128 + 4 + tags.Length * 12;
        foreach (var (_, data) in tags)
        {
            if (!places.TryAdd(data, start + (int)body.Position)) continue;
            body.Write(data);
            while (body.Position % 4 != 0) body.WriteByte(0);
        }

        var profile = new byte[start + body.Length];
        Header(profile);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var entry = profile.AsSpan(132 + i * 12);
            Encoding.ASCII.GetBytes(tags[i].Name, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], places[tags[i].Data]);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
        }

        body.ToArray().CopyTo(profile, start);
        return profile;
    }

    private static void Header(byte[] profile)
    {
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        BinaryPrimitives.WriteUInt32BigEndian(profile.AsSpan(8), 0x02100000);
        Encoding.ASCII.GetBytes("mntrRGB XYZ ", profile.AsSpan(12));
        ushort[] made = [2026, 1, 1, 0, 0, 0];
        for (var i = 0; i < made.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(profile.AsSpan(24 + i * 2), made[i]);
        Encoding.ASCII.GetBytes("acsp", profile.AsSpan(36));
        Fixed(profile.AsSpan(68), 0.9642);
        Fixed(profile.AsSpan(72), 1.0);
        Fixed(profile.AsSpan(76), 0.8249);
    }

    private static byte[] Curve()
    {
        var data = new byte[12 + CurvePoints * 2];
        Encoding.ASCII.GetBytes("curv", data);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), CurvePoints);
        for (var i = 0; i < CurvePoints; i++)
        {
            var v = i / (double)(CurvePoints - 1);
            var linear = v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(12 + i * 2), (ushort)Math.Round(linear * 65535));
        }

        return data;
    }

    private static byte[] Xyz(double x, double y, double z)
    {
        var data = new byte[20];
        Encoding.ASCII.GetBytes("XYZ ", data);
        Fixed(data.AsSpan(8), x);
        Fixed(data.AsSpan(12), y);
        Fixed(data.AsSpan(16), z);
        return data;
    }

    private static byte[] Text(string text)
    {
        var data = new byte[8 + text.Length + 1];
        Encoding.ASCII.GetBytes("text", data);
        Encoding.ASCII.GetBytes(text, data.AsSpan(8));
        return data;
    }

    // The description type carries an ASCII text, then an empty Unicode one and an empty Macintosh one (67 bytes).
    private static byte[] Description(string text)
    {
        var data = new byte[12 + text.Length + 1 + 8 + 3 + 67];
        Encoding.ASCII.GetBytes("desc", data);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), text.Length + 1);
        Encoding.ASCII.GetBytes(text, data.AsSpan(12));
        return data;
    }

    private static void Fixed(Span<byte> at, double value) => BinaryPrimitives.WriteInt32BigEndian(at, (int)Math.Round(value * 65536));
}
