namespace AppHost.Layout;

/// <summary>Which port everything listens on; one number shifts them all.</summary>
internal sealed class Ports(int shift)
{
    private static readonly string[] Order = ["sso", "identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit"];

    public int Gateway => 7443 + shift;
    public int SidecarOperator => 7500 + shift;
    public int SandboxHealth => 7600 + shift;
    public int Sandbox => 7601 + shift;
    public int AlphaSmtp => 7602 + shift;
    public int AlphaImap => 7603 + shift;
    public int BetaSmtp => 7604 + shift;
    public int BetaImap => 7605 + shift;

    public int Http(string service) => 7100 + (10 * Number(service)) + shift;

    public int Grpc(string service) => Http(service) + 1;

    public int Sidecar(string service) => 7500 + Number(service) + shift;

    private static int Number(string service) => Array.IndexOf(Order, service) + 1;
}
