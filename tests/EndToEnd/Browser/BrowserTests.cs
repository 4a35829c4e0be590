using EndToEnd.Stage;
using Microsoft.Playwright;

namespace EndToEnd.Browser;

/// <summary>The pages people see, in Debian's Chromium. What each looks like is kept under artifacts/tests/screens.</summary>
[Collection(OnePlatform.Name)]
[Trait("Category", "Browser")]
[Trait("Needs", "browser")]
public sealed class BrowserTests(PlatformFixture platform) : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Chromium), "chromium is not installed (apt-get install chromium).");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--ignore-certificate-errors"] });
        _page = await _browser.NewPageAsync(new() { IgnoreHTTPSErrors = true, Locale = "fr-FR", BaseURL = platform.Door.Gateway.ToString(), ViewportSize = new() { Width = 1200, Height = 800 } });
        _page.SetDefaultTimeout(20_000);
    }

    [Fact]
    public async Task A_nurse_signs_in_from_the_front_page_and_chooses_where_she_works()
    {
        await _page.GotoAsync("/");
        await ShowAsync("accueil");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Pro Santé Connect" }).ClickAsync();
        await ShowAsync("psc");
        await _page.GetByText("CLAIRE MONTAGNE").ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
        await _page.GetByText("Saules Blancs").First.ClickAsync();
        await ShowAsync("situation");
        await _page.Locator("form button[type=submit]").First.ClickAsync();

        await _page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await ShowAsync("connectee");
        var user = await _page.APIRequest.GetAsync("/bff/user");
        Assert.Equal(200, user.Status);
        Assert.Contains("MONTAGNE", await user.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_professional_in_no_directory_reads_why_and_what_to_do()
    {
        await _page.GotoAsync("/bff/login");
        await _page.GetByText("NADIA COMBES").ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();

        await Assertions.Expect(_page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await ShowAsync("refus");
        Assert.Equal("fr", await _page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task An_editor_reads_the_documentation_of_every_service()
    {
        var errors = new List<string>();
        _page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        await _page.GotoAsync("/docs/index.html");

        await Assertions.Expect(_page.GetByText("/usagers/ins-search").First).ToBeVisibleAsync();
        await ShowAsync("documentation");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_sandbox_shows_what_it_received()
    {
        using var doctor = await platform.Door.SignInAsync("VASSEUR");
        await _page.GotoAsync("/sandbox/");

        await Assertions.Expect(_page.GetByText("899900000011 par ECPS").First).ToBeVisibleAsync();
        await ShowAsync("bac-a-sable");
        await _page.GotoAsync("/sandbox/mail");
        await _page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await ShowAsync("bac-a-sable-courrier");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private async Task ShowAsync(string name) =>
        await _page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "tests", "screens", $"{name}.png"), FullPage = true });
}
