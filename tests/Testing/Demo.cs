namespace Testing;

/// <summary>The two tenants of the tests and their usual situations.</summary>
public static class Demo
{
    public static readonly Guid Brume = Guid.Parse("01900000-0000-7000-8000-000000000001");
    public static readonly Guid Rivieres = Guid.Parse("01900000-0000-7000-8000-000000000002");
    public static readonly Guid SaulesBlancs = Guid.Parse("01900000-0000-7000-8000-0000000000e1");
    public static readonly Guid RoseraieDuLac = Guid.Parse("01900000-0000-7000-8000-0000000000e2");
    public static readonly Guid PreFleuri = Guid.Parse("01900000-0000-7000-8000-0000000000e3");
    public static readonly Guid DeuxChenes = Guid.Parse("01900000-0000-7000-8000-0000000000e4");
    public static readonly Guid Vasseur = Guid.Parse("01900000-0000-7000-8000-000000000501");
    public static readonly Guid Montagne = Guid.Parse("01900000-0000-7000-8000-000000000502");
    public static readonly Guid MontagneRoseraie = Guid.Parse("01900000-0000-7000-8000-000000000503");
    public static readonly Guid Bellec = Guid.Parse("01900000-0000-7000-8000-000000000504");
    public static readonly Guid Ermont = Guid.Parse("01900000-0000-7000-8000-000000000505");
    public static readonly Guid Langlois = Guid.Parse("01900000-0000-7000-8000-000000000506");
    public static readonly Guid Editor = Guid.Parse("01900000-0000-7000-8000-000000000507");
    public static readonly Guid Dorval = Guid.Parse("01900000-0000-7000-8000-000000000510");
    public static readonly Guid Tessier = Guid.Parse("01900000-0000-7000-8000-000000000511");
    public static readonly Guid Aubrac = Guid.Parse("01900000-0000-7000-8000-000000000512");
    public static readonly Guid Castaing = Guid.Parse("01900000-0000-7000-8000-000000000513");
    public static readonly Guid Lefort = Guid.Parse("01900000-0000-7000-8000-000000000514");
    public static readonly Guid Haddad = Guid.Parse("01900000-0000-7000-8000-000000000515");
    public static readonly Guid Mercier = Guid.Parse("01900000-0000-7000-8000-000000000516");
    public static readonly Guid Picard = Guid.Parse("01900000-0000-7000-8000-000000000517");
    public static readonly Guid Renaud = Guid.Parse("01900000-0000-7000-8000-000000000518");

    public static Guid Situation(Guid tenant) => tenant == Rivieres ? Bellec : Montagne;
}
