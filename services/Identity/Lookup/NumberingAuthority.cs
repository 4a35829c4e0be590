using System.Globalization;
using System.Numerics;

namespace Identity.Lookup;

/// <summary>The OID under which a tenant numbers its people: arc 2.25 turns a UUID into an OID that nobody else has.</summary>
public static class NumberingAuthority
{
    public static string Of(Guid tenantId) =>
        "2.25." + new BigInteger(tenantId.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
}
