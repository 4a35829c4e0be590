namespace Identity.Matricules;

/// <summary>The national health identity number: a matricule and the authority that assigned it.</summary>
public sealed record Ins(Matricule Matricule, string Oid)
{
    public override string ToString() => $"INS {Oid}";
}
