using EndToEnd.Stage;

namespace EndToEnd;

[Collection(OnePlatform.Name)]
public sealed class SignInTests(PlatformFixture platform)
{
    private static readonly string[] FiveServicesAndTheTrail =
    [
        "/api/identity/usagers?limit=1", "/api/directory/situations/mine", "/api/consent/usagers/{0}/care-circle", "/api/documents/documents?usagerId={0}", "/api/messaging/threads?usagerId={0}",
    ];

    [Fact]
    [Trait("Seed", "S2-09")]
    [Trait("Seed", "S1-48")]
    public async Task A_doctor_signs_in_with_Pro_Sante_Connect_and_her_RPPS_finds_her_account()
    {
        using var doctor = platform.Door.Nobody();

        var choice = await doctor.BrowseAsync("/bff/login?returnUrl=/bff/user");
        Assert.Contains("Pro Santé Connect", choice.Title, StringComparison.Ordinal);
        var landed = await doctor.SubmitAsync(choice, "899900000011", "e-CPS");

        Assert.Equal("/bff/user", landed.Address.AbsolutePath);
        var mine = (await doctor.GetAsync("/api/directory/situations/mine")).Must(200).Json;
        Assert.Equal("VASSEUR", mine.GetProperty("familyName").GetString());
        Assert.Equal("990000028", mine.GetProperty("establishment").GetProperty("finess").GetString());
        var account = (await doctor.GetAsync("/api/directory/professionals?name=vasseur")).Must(200).Json.GetProperty("professionals").EnumerateArray().Single(one => one.GetProperty("situationId").GetString() == mine.GetProperty("situationId").GetString());
        Assert.Equal("899900000011", account.GetProperty("nationalId").GetString());
        var user = (await doctor.GetAsync("/bff/user")).Must(200).Json;
        Assert.Equal("pro", user.GetProperty("kind").GetString());
        Assert.Equal("01900000-0000-7000-8000-000000000001", user.GetProperty("tenant").GetString());
    }

    [Fact]
    public async Task A_nurse_of_two_houses_says_where_she_works_now()
    {
        using var there = await platform.Door.SignInAsync("MONTAGNE", "Roseraie du Lac");

        var mine = (await there.GetAsync("/api/directory/situations/mine")).Must(200).Json;

        Assert.Equal("990000036", mine.GetProperty("establishment").GetProperty("finess").GetString());
    }

    [Fact]
    public async Task A_professional_in_no_directory_is_refused_in_French_and_gets_no_session()
    {
        using var unknown = platform.Door.Nobody();

        var page = await unknown.SubmitAsync(await unknown.BrowseAsync("/bff/login?returnUrl=/bff/user"), "COMBES", "e-CPS");

        Assert.Equal(platform.Door.Gateway.Authority, page.Address.Authority);
        Assert.Equal(403, page.Status);
        Assert.Contains("lang=\"fr\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("aucun compte n'est ouvert à votre nom", page.Text, StringComparison.Ordinal);
        Assert.Contains("Demandez", page.Text, StringComparison.Ordinal);
        (await unknown.GetAsync("/bff/user")).Must(401);
        (await unknown.GetAsync("/api/identity/usagers")).MustRefuse(401, "not-signed-in");
    }

    [Fact]
    [Trait("Seed", "S1-46")]
    public async Task One_sign_in_opens_every_service_and_one_sign_out_closes_them_all()
    {
        var resident = (await (await platform.NurseAsync()).GetAsync("/api/identity/usagers?limit=1")).Must(200).Json.GetProperty("items")[0].GetProperty("id").GetString();
        var prompts = await platform.Outside.PromptsAsync();
        using var nurse = await platform.Door.SignInAsync("MONTAGNE", "Saules Blancs");
        using var trail = await platform.Door.SignInAsync("SALVAT");
        foreach (var path in FiveServicesAndTheTrail) (await nurse.GetAsync(string.Format(null, path, resident))).Must(200);
        (await trail.GetAsync("/api/audit/accesses")).Must(200);
        Assert.Equal(prompts + 2, await platform.Outside.PromptsAsync());

        // Another page of the same browser keeps the cookie that sign-out removes here.
        using var otherTab = platform.Door.Nobody();
        otherTab.Cookies.Add(nurse.Cookies.GetCookies(platform.Door.Gateway));
        (await otherTab.GetAsync("/bff/user")).Must(200);
        (await nurse.PostAsync("/bff/logout")).Must(200);

        foreach (var path in FiveServicesAndTheTrail.Append("/api/audit/counters")) (await otherTab.GetAsync(string.Format(null, path, resident))).MustRefuse(401, "not-signed-in");
        (await otherTab.GetAsync("/bff/user")).Must(401);
        (await trail.GetAsync("/api/audit/accesses")).Must(200);
    }
}
