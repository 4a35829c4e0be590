using System.Net;
using Xunit;

namespace Sso.Tests;

/// <summary>Its own provider: what Pro Santé Connect publishes is read once and kept.</summary>
public sealed class ProSanteConnectOutageTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task While_Pro_Sante_Connect_is_down_or_names_another_issuer_nobody_is_sent_there()
    {
        var ct = TestContext.Current.CancellationToken;
        api.Psc.Down = true;

        var down = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge), ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Contains("Pro Santé Connect ne répond pas", await down.Content.ReadAsStringAsync(ct));

        api.Psc.Down = false;
        api.Psc.PublishedIssuer = "https://evil.test/realm";
        var mismatch = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge), ct);
        Assert.Null(mismatch.Headers.Location);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, mismatch.StatusCode);
    }
}
