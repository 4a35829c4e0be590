using Sandbox.Ledgers;

namespace Sandbox.Faults;

/// <summary>The misbehaviour chosen for each teleservice. It outlives a restart: a teleservice that is down stays down.</summary>
public sealed class FaultBoard(Ledger ledger)
{
    public static readonly IReadOnlyList<string> Teleservices = ["insi", "psc", "dmp", "annuaire", "mss", "mes", "telea", "teleb"];
    private readonly Lock _gate = new();

    public Fault Of(string teleservice) => ledger.Get<Fault>("faults", teleservice) ?? Fault.None;

    public void Set(string teleservice, Fault fault) => ledger.Put("faults", teleservice, fault);

    /// <summary>The misbehaviour of this call; a counted one is used up by one.</summary>
    public Fault Take(string teleservice)
    {
        lock (_gate)
        {
            var fault = Of(teleservice);
            if (fault.Mode == FaultMode.Ok || fault.Count is not { } left) return fault;
            Set(teleservice, left <= 1 ? Fault.None : fault with { Count = left - 1 });
            return fault;
        }
    }
}
