namespace Identity.Qualification;

/// <summary>How far an identity may be trusted: two independent facts (INS recovered, coherence checked on a proof) and the marks that forbid them.</summary>
public sealed record Reliability
{
    public static Reliability Provisional { get; } = new(false, false, IdentityMarks.None);

    private Reliability(bool hasIns, bool coherent, IdentityMarks marks) => (HasIns, Coherent, Marks) = (hasIns, coherent, marks);

    public bool HasIns { get; }
    public bool Coherent { get; }
    public IdentityMarks Marks { get; }

    public IdentityStatus Status => (HasIns, Coherent) switch
    {
        (false, false) => IdentityStatus.Prov,
        (true, false) => IdentityStatus.Recup,
        (false, true) => IdentityStatus.Vali,
        (true, true) => IdentityStatus.Qual,
    };

    /// <summary>The five traits are locked as long as a national number speaks for them.</summary>
    public bool TraitsFrozen => HasIns;
    public bool InsMayLeave => Status == IdentityStatus.Qual;
    public bool Doubted => (Marks & (IdentityMarks.Douteuse | IdentityMarks.Fictive)) != 0;

    public static Reliability From(IdentityStatus status, IdentityMarks marks) =>
        Checked(status is IdentityStatus.Recup or IdentityStatus.Qual, status is IdentityStatus.Vali or IdentityStatus.Qual, marks);

    public Reliability WithIns() => Checked(true, Coherent, Marks);
    public Reliability WithoutIns() => new(false, Coherent, Marks);
    public Reliability WithCoherence() => Checked(HasIns, true, Marks);
    public Reliability WithoutCoherence() => new(HasIns, false, Marks);

    /// <summary>A doubtful or fictitious identity falls back to provisional and loses its INS; lifting the mark gives nothing back.</summary>
    public Reliability Marked(IdentityMarks marks)
    {
        if (!MarksAgree(marks)) throw new ArgumentException("An identity is not both fictitious and doubtful.", nameof(marks));
        var doubted = (marks & (IdentityMarks.Douteuse | IdentityMarks.Fictive)) != 0;
        return new(HasIns && !doubted, Coherent && !doubted, marks);
    }

    public static bool MarksAgree(IdentityMarks marks) => !(marks.HasFlag(IdentityMarks.Douteuse) && marks.HasFlag(IdentityMarks.Fictive));

    private static Reliability Checked(bool hasIns, bool coherent, IdentityMarks marks)
    {
        var next = new Reliability(hasIns, coherent, marks);
        return next is { Doubted: true, Status: not IdentityStatus.Prov }
            ? throw new InvalidOperationException("A doubtful or fictitious identity stays provisional.") : next;
    }
}
