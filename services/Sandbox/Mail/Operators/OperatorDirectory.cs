using Microsoft.Extensions.Options;

namespace Sandbox.Mail.Operators;

/// <summary>The operators by name. Mon espace santé is one too, without ports.</summary>
public sealed class OperatorDirectory(IOptions<MailSettings> settings)
{
    public const string Citizens = "mes";

    private readonly Dictionary<string, Operator> _operators = settings.Value.Operators.ToDictionary(
        pair => pair.Key, pair => new Operator(pair.Key, pair.Value), StringComparer.Ordinal);

    public IEnumerable<Operator> All => _operators.Values.OrderBy(one => one.Name, StringComparer.Ordinal);

    /// <summary>Whether deliveries and delays are reported, and not only failures.</summary>
    public bool Reports(string name) => _operators.TryGetValue(name, out var found) && found.Settings.DeliveryReports;

    public string HostName(string name) => _operators.TryGetValue(name, out var found) ? found.Settings.HostName : "patient.mssante.fr";
}
