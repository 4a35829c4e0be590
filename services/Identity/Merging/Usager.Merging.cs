using Platform;

namespace Identity.Usagers;

/// <summary>Two identities that were one person: the absorbed one stays readable, leads to the kept one, and changes no more.</summary>
public sealed partial class Usager
{
    /// <summary>The identity that absorbed this one; its IPP leads there.</summary>
    public Guid? MergedInto { get; private set; }

    /// <summary>The other one was this person all along. The number stays where it is: it must be the kept one that holds it.</summary>
    public void Absorb(Usager other)
    {
        RequireActive();
        other.RequireActive();
        if (Ins is not null && other.Ins is not null)
            throw new RuleBrokenException("ins-differ", "Ces deux identités portent chacune un INS : elles ne peuvent pas être fusionnées. Vérifiez les pièces ; retirez d'abord l'INS attribué à tort.");
        if (other.Ins is not null)
            throw new RuleBrokenException("merge-other-way", "L'identité à absorber porte l'INS. Fusionnez dans l'autre sens : conservez celle qui porte l'INS.");
        (other.Active, other.MergedInto) = (false, Id);
        other.Version++;
        Version++;
    }

    /// <summary>The merge was a mistake. Answers who had absorbed this one.</summary>
    public Guid StandAgain()
    {
        if (MergedInto is not { } kept) throw new RuleBrokenException("not-merged", "Cette identité n'a pas été fusionnée : vérifiez que c'est la bonne.");
        (Active, MergedInto) = (true, null);
        Version++;
        return kept;
    }

    public void RequireActive()
    {
        if (!Active) throw new RuleBrokenException("identity-inactive", "Cette identité a été fusionnée dans une autre et ne change plus. Ouvrez celle qui l'a absorbée.");
    }
}
