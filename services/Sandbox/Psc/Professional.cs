using System.Text.Json.Nodes;

namespace Sandbox.Psc;

/// <summary>A test professional and what PSC tells about him.</summary>
public sealed record Professional(string NationalId, string GivenName, string FamilyName, string Label, JsonObject Claims)
{
    public static readonly IReadOnlyList<Professional> All = EmbeddedFile.Read<List<Professional>>("professionals.json");

    /// <summary>PSC's technical identifier of the person.</summary>
    public string Subject => "f:00000000-0000-4000-8000-000000000990:" + NationalId;

    public static Professional? Find(string nationalId) => All.FirstOrDefault(p => p.NationalId == nationalId);

    public JsonObject UserInfo()
    {
        var info = (JsonObject)Claims.DeepClone();
        info["sub"] = Subject;
        info["SubjectNameID"] = NationalId;
        info["preferred_username"] = NationalId;
        info["given_name"] = GivenName;
        info["family_name"] = FamilyName;
        return info;
    }
}
