namespace Telemedicine.Platforms;

/// <summary>From a postal code to the INSEE code of the region.</summary>
public static class Regions
{
    private static readonly Dictionary<string, string> ByDepartment = new (string Region, string Departments)[]
    {
        ("84", "01 03 07 15 26 38 42 43 63 69 73 74"), ("27", "21 25 39 58 70 71 89 90"), ("53", "22 29 35 56"), ("24", "18 28 36 37 41 45"), ("94", "20"),
        ("44", "08 10 51 52 54 55 57 67 68 88"), ("32", "02 59 60 62 80"), ("11", "75 77 78 91 92 93 94 95"), ("28", "14 27 50 61 76"), ("75", "16 17 19 23 24 33 40 47 64 79 86 87"),
        ("76", "09 11 12 30 31 32 34 46 48 65 66 81 82"), ("52", "44 49 53 72 85"), ("93", "04 05 06 13 83 84"), ("01", "971"), ("02", "972"), ("03", "973"), ("04", "974"), ("06", "976"),
        ("99", "99"), // the invented department of the demonstration
    }.SelectMany(r => r.Departments.Split(' ').Select(d => (d, r.Region))).ToDictionary(p => p.d, p => p.Region, StringComparer.Ordinal);

    /// <summary>Empty when the code says nothing.</summary>
    public static string OfPostalCode(string code)
    {
        if (code.Length < 3) return "";
        var department = code.StartsWith("97", StringComparison.Ordinal) ? code[..3] : code[..2];
        return ByDepartment.GetValueOrDefault(department, "");
    }
}
