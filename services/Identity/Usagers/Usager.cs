using Identity.Qualification;
using Identity.Traits;
using Platform;

namespace Identity.Usagers;

/// <summary>A person followed by the tenant: five strict traits, how far they may be trusted, and the INS once recovered.</summary>
public sealed partial class Usager : ITenantOwned
{
    private static readonly TimeSpan UnlockLasts = TimeSpan.FromMinutes(30);

    private Usager() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public string Ipp { get; private init; } = "";
    public string? CreationKey { get; private init; }
    public Guid? EstablishmentId { get; private set; }
    public Guid? UnitId { get; private set; }

    public string BirthName { get; private set; } = "";
    public string BirthNameTyped { get; private set; } = "";
    public string FirstGivenName { get; private set; } = "";
    public string GivenNames { get; private set; } = "";
    public string BirthDate { get; private set; } = "";
    public Sex Sex { get; private set; }
    public string BirthPlace { get; private set; } = "";
    /// <summary>Rises when a strict trait changes: what was checked or asked on older traits no longer holds.</summary>
    public int TraitsRevision { get; private set; } = 1;

    public ComplementaryTraits Complementary { get; private set; } = new();

    public IdentityStatus Status { get; private set; }
    public IdentityMarks Marks { get; private set; }
    public SealedIns? Ins { get; private set; }

    public string? UnlockReason { get; private set; }
    public DateTimeOffset? UnlockedUntil { get; private set; }

    public bool Active { get; private set; } = true;
    public int Version { get; private set; } = 1;
    public DateTimeOffset CreatedAt { get; private init; }

    public Reliability Reliability => Reliability.From(Status, Marks);

    public StrictTraits Traits => new TypedTraits(BirthName, FirstGivenName, GivenNames, BirthDate, Sex.ToString(), BirthPlace, IncompleteBirthDate: true)
        .Read(DateOnly.MaxValue).Traits ?? throw new InvalidOperationException("Stored traits are always well formed.");

    public static Usager Create(Guid tenantId, Guid? id, string ipp, StrictTraits traits, ComplementaryTraits? complementary, Place place, string? creationKey, DateTimeOffset now)
    {
        var usager = new Usager
        {
            Id = id ?? Guid.CreateVersion7(now), TenantId = tenantId, Ipp = ipp, CreationKey = creationKey, CreatedAt = now,
            EstablishmentId = place.EstablishmentId, UnitId = place.UnitId, Complementary = complementary ?? new(),
        };
        usager.Write(traits);
        return usager;
    }

    /// <summary>Five traits typed anew. Frozen ones must be unlocked first; the INS then goes, for it spoke of the old traits.</summary>
    /// <param name="supported">A high-confidence proof shows the new traits.</param>
    public void Correct(StrictTraits traits, bool supported, DateTimeOffset now)
    {
        RequireUnfrozen(now);
        if (traits.SameAs(Traits))
        {
            BirthNameTyped = traits.BirthName.Typed;
            Version++;
            return;
        }
        Write(traits);
        TraitsRevision++;
        Ins = null;
        Become(supported && !Reliability.Doubted ? Reliability.WithoutIns().WithCoherence() : Reliability.WithoutIns().WithoutCoherence());
    }

    /// <summary>Opens the frozen traits for a while; INSi is to be asked again afterwards.</summary>
    public void Unlock(string reason, DateTimeOffset now)
    {
        RequireActive();
        if (!Reliability.TraitsFrozen) throw new RuleBrokenException("traits-not-frozen", "Les traits de cette identité ne sont pas verrouillés : corrigez-les directement.");
        UnlockReason = reason;
        UnlockedUntil = now + UnlockLasts;
        Version++;
    }

    /// <summary>INSi's identity is accepted as this person's: its traits and number take over.</summary>
    public void TakeOver(StrictTraits traits, SealedIns ins)
    {
        RequireTrusted();
        if (!traits.SameAs(Traits))
        {
            Write(traits);
            TraitsRevision++;
        }
        Ins = ins;
        Become(Reliability.WithIns());
    }

    /// <summary>A high-confidence document agrees with the traits.</summary>
    public void ConfirmCoherence()
    {
        RequireTrusted();
        Become(Reliability.WithCoherence());
    }

    /// <summary>The document that was believed is not: partners must drop the INS, we keep it as recovered.</summary>
    public void WithdrawCoherence() => Become(Reliability.WithoutCoherence());

    public void LoseIns()
    {
        Ins = null;
        Become(Reliability.WithoutIns());
    }

    public void Mark(IdentityMarks marks)
    {
        RequireActive();
        if (!Reliability.MarksAgree(marks)) throw new RuleBrokenException("marks-exclusive", "Une identité ne peut pas être à la fois fictive et douteuse. Choisissez l'un des deux attributs.");
        var next = Reliability.Marked(marks);
        if (!next.HasIns) Ins = null;
        Become(next);
    }

    public void Complete(ComplementaryTraits complementary, Place place)
    {
        RequireActive();
        Complementary = complementary;
        (EstablishmentId, UnitId) = (place.EstablishmentId, place.UnitId);
        Version++;
    }

    public bool UnlockedAt(DateTimeOffset now) => UnlockedUntil > now;

    /// <summary>Why INSi may not be asked now, or nothing.</summary>
    public void RequireAskable(DateTimeOffset now)
    {
        RequireTrusted();
        if (Sex == Sex.U) throw new RuleBrokenException("sex-unknown", "L'INSi ne cherche qu'un sexe M ou F. Complétez ce trait d'après la pièce d'identité, puis interrogez de nouveau.");
        if (Reliability.HasIns && !UnlockedAt(now)) throw new RuleBrokenException("ins-already-recovered", "Cette identité a déjà son INS. Pour l'interroger de nouveau, déverrouillez d'abord les traits en indiquant le motif.");
    }

    public void RequireUnfrozen(DateTimeOffset now)
    {
        RequireActive();
        if (Reliability.TraitsFrozen && !UnlockedAt(now))
            throw new RuleBrokenException("traits-frozen", $"Les cinq traits d'une identité {Status.French()} sont verrouillés. Demandez leur déverrouillage en indiquant le motif ; la correction retirera l'INS, puis interrogez l'INSi de nouveau.");
    }

    private void RequireTrusted()
    {
        RequireActive();
        if (Reliability.Doubted) throw new RuleBrokenException("identity-doubted", "L'identité est marquée douteuse ou fictive : ni appel à l'INSi, ni validation. Levez d'abord l'attribut après vérification.");
    }

    private void Write(StrictTraits traits)
    {
        BirthNameTyped = traits.BirthName.Typed;
        (BirthName, FirstGivenName, GivenNames) = (traits.BirthName.Value, traits.GivenNames.First.Value, traits.GivenNames.List);
        (BirthDate, Sex, BirthPlace) = (traits.BirthDate.Text, traits.Sex, traits.BirthPlace.Code);
    }

    private void Become(Reliability next)
    {
        (Status, Marks) = (next.Status, next.Marks);
        (UnlockReason, UnlockedUntil) = (null, null);
        Version++;
    }
}

/// <summary>Where the person lives or is followed.</summary>
public sealed record Place(Guid? EstablishmentId, Guid? UnitId);

/// <summary>The INS as stored: sealed, with the digest by which an equal one is found.</summary>
public sealed record SealedIns
{
    public required string Cipher { get; init; }
    public required string Digest { get; init; }
    public required string Oid { get; init; }
}
