using Messaging.Addressing;
using Messaging.Operators;

namespace Messaging.Tests.Addressing;

public sealed class AddressingTests
{
    [Theory]
    [InlineData("279035121518989", "QUAL", "279035121518989@patient.mssante.fr")]
    [InlineData("180032B02040123", "QUAL", "180032b02040123@patient.mssante.fr")]
    [InlineData("279035121518989", "RECUP", null)]
    [InlineData("279035121518989", "VALI", null)]
    [InlineData("27903512151898", "QUAL", null)]
    [InlineData("27903512151898X", "QUAL", null)]
    [InlineData(null, "QUAL", null)]
    public void The_citizen_address_comes_only_from_a_qualified_ins(string? matricule, string status, string? expected) =>
        Assert.Equal(expected, CitizenAddress.Of(matricule, status));

    [Theory]
    [InlineData("180032B02040123@patient.mssante.fr", "180032B02040123")]
    [InlineData("180032b02040123@PATIENT.mssante.fr", "180032B02040123")]
    [InlineData("jean@patient.mssante.fr", null)]
    [InlineData("279035121518989@medecin.mssante.fr", null)]
    public void A_citizen_address_gives_back_the_matricule(string address, string? expected) =>
        Assert.Equal(expected, CitizenAddress.Matricule(address));

    [Theory]
    [InlineData("urgences@ch-montclair.mssante.fr", true)]
    [InlineData("URGENCES@CH.MSSANTE.FR", true)]
    [InlineData("jean@exemple.fr", false)]
    [InlineData("jean@mssante.fr.exemple.com", false)]
    [InlineData("jean@pasmssante.fr", false)]
    public void Mails_leave_only_inside_the_trust_space(string address, bool inside) => Assert.Equal(inside, TrustSpace.Holds(address));

    [Fact]
    public void The_subject_names_the_document_and_the_person()
    {
        var born = new DateOnly(1978, 11, 26);

        Assert.Equal("XDM/1.0/DDM+Lettre de liaison à la sortie d'un établ VIAL Paul 26/11/1978", MailSubject.ForDocuments(["Lettre de liaison à la sortie d'un établissement de soins"], "VIAL", "Paul", born));
        Assert.Equal("XDM/1.0/DDM+2 documents VIAL Paul 26/11/1978", MailSubject.ForDocuments(["a", "b"], "Vial", "Paul", born));
        Assert.Equal("XDM/1.0/DDM+DLU NOEL-OEUVRE Cecile", MailSubject.ForDocuments(["DLU"], "Noël-Œuvre", "Cécile", null));
    }

    [Theory]
    [InlineData("XDM/1.0/DDM+2 documents VIAL Paul 26/11/1978", "2 documents VIAL Paul 26/11/1978")]
    [InlineData("Bonjour docteur", "Bonjour docteur")]
    public void The_mark_of_the_profile_is_hidden_on_display(string subject, string shown) => Assert.Equal(shown, MailSubject.Shown(subject));

    [Fact]
    public void Mss_headers_follow_what_the_mail_carries()
    {
        Assert.Equal("X-MSS-CODECDA=34112-3 X-MSS-INS=O X-MSS-NIL=N1", Flat(MssHeaders.Of("N1", ["34112-3"], true, false)));
        Assert.Equal("X-MSS-CODECDA=34112-3,PRESC-BIO X-MSS-INS=N X-MSS-NIL=N1", Flat(MssHeaders.Of("N1", ["34112-3", "PRESC-BIO"], false, false)));
        Assert.Equal("X-MSS-NIL=N1", Flat(MssHeaders.Of("N1", [], false, false)));
        Assert.Equal("X-MSS-NIL=N1 X-MSS-MES=FIN", Flat(MssHeaders.Of("N1", [], true, true)));

        static string Flat(IReadOnlyList<KeyValuePair<string, string>> fields) => string.Join(' ', fields.Select(f => $"{f.Key}={f.Value}"));
    }

    [Fact]
    public void The_sender_label_follows_the_kind_of_mailbox()
    {
        Assert.Equal("Dr_Marie_MARTIN_Cabinet Medical", SenderLabel.Personal("Dr", "Marie", "Martin", "Cabinet Medical"));
        Assert.Equal("Jean_DUPONT", SenderLabel.Personal(null, "Jean", "Dupont", null));
        Assert.Equal("Hopital C – Biologie", SenderLabel.Organisation("Hopital <C> – \"Biologie\"\r\n"));
    }

    [Theory]
    // hidden PS, hidden patient, hidden guardians, secret, DMP, PS, citizen
    [InlineData(false, false, false, true, true, true, true, true)]
    [InlineData(false, false, false, false, false, true, true, true)]
    [InlineData(false, true, false, true, true, true, false, true)]
    [InlineData(true, false, true, false, false, false, true, true)]
    [InlineData(true, false, false, false, false, true, true, false)]
    [InlineData(false, true, false, false, true, true, true, false)]
    [InlineData(true, false, false, false, true, false, true, false)]
    [InlineData(false, false, false, true, false, false, true, false)]
    [InlineData(false, false, false, false, true, true, false, false)]
    [InlineData(false, false, true, false, true, true, true, false)]
    public void Only_the_published_combinations_leave(bool hiddenPs, bool hiddenPatient, bool hiddenGuardians, bool secret, bool dmp, bool ps, bool citizen, bool allowed) =>
        Assert.Equal(allowed, SendingMatrix.Allows(new(hiddenPs, hiddenPatient, hiddenGuardians, secret, dmp, ps, citizen)));

    [Fact]
    public void Professionals_alone_are_written_to_when_the_person_has_opposed() =>
        Assert.True(SendingMatrix.Allows(new(false, false, false, false, true, true, false, CitizenOpposed: true)));

    [Fact]
    public void The_file_beside_the_package_is_named_after_the_act() =>
        Assert.Equal("20220531_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf", DocumentFileName.Of(new(2022, 5, 31), "CR d'imagerie médicale", "Corse", "FIGATELLIX"));

    [Fact]
    public void The_token_of_pro_sante_connect_is_wrapped_for_the_operator()
    {
        var credential = new Credential(Mechanism.XOAuth2, "a@b.mssante.fr", "T");

        Assert.Equal("dXNlcj1hQGIubXNzYW50ZS5mcgFhdXRoPUJlYXJlciBUAQE=", credential.InitialResponse());
        Assert.DoesNotContain("T ", credential + " ", StringComparison.Ordinal);
    }
}
