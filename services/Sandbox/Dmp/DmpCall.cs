using Sandbox.Certificates;
using Sandbox.Ledgers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>What every DMP transaction starts with: an organisation certificate and a verified VIHF; and how its refusals leave.</summary>
internal sealed class DmpCall(SignedAssertions assertions, Journal journal)
{
    public const long LargestMessage = 1024 * 1024;

    public Vihf Identify(HttpContext context, SoapMessage message)
    {
        if (context.Certificate() is null) throw SignedAssertions.Refuse("FailedAuthentication", "Un certificat d'organisation est attendu.");
        return Vihf.Read(assertions.Verify(message.Bytes));
    }

    public async Task<IResult> AnswerAsync(string act, Func<Task<IResult>> transaction)
    {
        try
        {
            return await transaction();
        }
        catch (SoapFaultException fault)
        {
            journal.Note("dmp", act, "refusé", fault.Message);
            return SoapAnswer.Fault(fault);
        }
    }

    /// <summary>The person's data may be read: her DMP is open and the author's role and authorisation allow it.</summary>
    public static RegistryError? MayRead(Vihf author, DmpRecord record) => (author.Role, record) switch
    {
        ("AUTOMATE", _) => new("XDSRegistryError", "un automate ne consulte pas un DMP"),
        (_, { Status: not DmpStatus.Active }) => Unusable(record),
        (_, { Authorisation: "INTERDITE" }) => new("XDSRegistryError", "la personne a bloqué l'accès de ce professionnel"),
        (_, { Authorisation: not "VALIDE" }) when author.Mode == "normal" => new("XDSRegistryError", "aucune autorisation d'accès valide : demandez-la (TD0.3)"),
        _ => null,
    };

    public static RegistryError? Unusable(DmpRecord record) => record.Status switch
    {
        DmpStatus.Missing => new("XDSUnknownPatientId", "aucun DMP n'existe pour cet INS"),
        DmpStatus.Closed => new("DMPPatientDossierClosed", "le DMP de cette personne est fermé"),
        _ => null,
    };

    public static SoapMessage Expect(SoapMessage message, string action) => message.Action == action ? message
        : throw new SoapFaultException("Sender", SoapNames.Addressing + "ActionNotSupported", $"L'action attendue est {action}.");
}
