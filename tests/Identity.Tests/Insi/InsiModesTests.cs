using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Identity.Insi;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

/// <summary>Identity where professionals ask INSi under their own card.</summary>
public sealed class CardInsiApi : InsiApi
{
    protected override InsiMode Mode => InsiMode.Card;
}

[Trait("Seed", "S2-08")]
public sealed class CertificateModeTests(InsiApi api) : IClassFixture<InsiApi>
{
    [Fact]
    public async Task Under_the_structures_certificate_the_service_sees_the_certificate()
    {
        var made = await CreateAsync(api.Brume, Typed("GARCIA-HAMMADI", "SARAH-LOU", "1977-01-21", place: "01154"));

        var call = await api.AskAsync(made.Id);

        Assert.Equal(("00", InsiMode.Certificate), (call.Code, call.Mode));
        Assert.StartsWith("INSI-MANU n° ", call.Certificate);
        Assert.Contains("INSI-MANU", (await api.Sandbox.JournalAsync()).GetRawText());
    }
}

[Trait("Seed", "S2-08")]
public sealed class CardModeTests(CardInsiApi api) : IClassFixture<CardInsiApi>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Under_a_card_the_service_sees_the_signed_assertion()
    {
        var made = await CreateAsync(api.Brume, Typed("GARCIA-HAMMADI", "SARAH-LOU", "1977-01-21", place: "01154"));

        var call = await api.AskAsync(made.Id, new { cardAssertion = Assertion(Hour) });

        Assert.Equal(("00", InsiMode.Card, null), (call.Code, call.Mode, call.Certificate));
        Assert.Contains("CPx", (await api.Sandbox.JournalAsync()).GetRawText());
    }

    [Fact]
    public async Task Without_a_card_or_with_a_stale_or_unsigned_assertion_nothing_is_asked()
    {
        var made = await CreateAsync(api.Brume, Typed("SANSCARTE", "PAUL", "1944-01-21", "M"));
        var calls = $"/usagers/{made.Id}/insi-calls";

        await ProblemAsync(await api.PostAsync(api.Brume, calls), 400, "card-needed");
        await ProblemAsync(await api.PostAsync(api.Brume, calls, new { cardAssertion = Assertion(-Hour) }), 400, "card-assertion-refused");
        await ProblemAsync(await api.PostAsync(api.Brume, calls, new { cardAssertion = Convert.ToBase64String("<a/>"u8) }), 400, "card-assertion-refused");
        await ProblemAsync(await api.PostAsync(api.Brume, calls, new { cardAssertion = "pas du base64" }), 400, "card-assertion-refused");

        Assert.Empty(await OkAsync<List<InsiCallView>>(await api.Brume.GetAsync(calls, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_assertion_signed_by_nobody_we_know_is_refused_over_there_and_the_call_does_not_wait()
    {
        var made = await CreateAsync(api.Brume, Typed("FAUSSECARTE", "URBAIN", "1931-12-02", "M"));

        var call = await api.AskAsync(made.Id, new { cardAssertion = Assertion(Hour, tamper: true) });

        Assert.Equal(InsiCallState.Failed, call.State);
    }

    private string Assertion(TimeSpan life, bool tamper = false)
    {
        var pem = api.Authority.Issue("card-" + Guid.NewGuid().ToString("N"), "CN=3990000010/0077, O=CPx de test, C=FR");
        using var card = X509Certificate2.CreateFromPemFile(pem, Path.ChangeExtension(pem, ".key"));
        var now = DateTimeOffset.UtcNow;
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml($"""
            <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{Guid.NewGuid():N}" Version="2.0" IssueInstant="{now:yyyy-MM-ddTHH:mm:ssZ}">
              <saml:Issuer>CN=3990000010/0077</saml:Issuer><saml:Subject><saml:NameID>3990000010/0077</saml:NameID></saml:Subject>
              <saml:Conditions NotBefore="{now.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}" NotOnOrAfter="{now + life:yyyy-MM-ddTHH:mm:ssZ}"/>
            </saml:Assertion>
            """);
        var signed = new SignedXml(document) { SigningKey = card.GetRSAPrivateKey() };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#" + document.DocumentElement!.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(card));
        signed.ComputeSignature();
        document.DocumentElement.AppendChild(document.ImportNode(signed.GetXml(), deep: true));
        var text = document.OuterXml;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(tamper ? text.Replace("NameID>3990000010/0077<", "NameID>899900000011<") : text));
    }
}
