using System.Security.Cryptography;
using System.Text;

namespace Billing.Periods;

/// <summary>Signs closing records with the service's own key (ES256 over the record's bytes), and checks them.</summary>
internal sealed class ClosingSeal : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();

    public ClosingSeal(IConfiguration configuration) =>
        _key.ImportFromPem(File.ReadAllText(configuration["Platform:ClientKeyFile"] ?? throw new InvalidOperationException("Platform:ClientKeyFile is missing.")));

    public string Sign(string record) => Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(record), HashAlgorithmName.SHA256));

    public bool Holds(string record, string signature) => _key.VerifyData(Encoding.UTF8.GetBytes(record), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}
