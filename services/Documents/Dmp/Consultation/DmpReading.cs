using Documents.Cda;
using Documents.Xds;
using Platform;

namespace Documents.Dmp.Consultation;

/// <summary>What every reading in the DMP starts with: a qualified INS, an open DMP, a valid authorisation. What stops it says what to do.</summary>
public sealed class DmpReading(IdentityClient identities, DirectoryClient directory, DmpClient dmp)
{
    /// <param name="authenticatedAt">When the professional signed in strongly: a reading is personal, a software never reads.</param>
    public async Task<DmpReader> OpenAsync(Guid usager, Signatory who, DateTimeOffset authenticatedAt, CancellationToken ct)
    {
        var person = await identities.FindAsync(usager, ct) ?? throw new NotFoundException();
        if (!person.Qualified) throw new RuleBrokenException("ins-not-qualified", "L'INS de la personne n'est pas qualifiée : son DMP ne peut pas être consulté. Qualifiez son identité d'abord.");
        var structure = (who.EstablishmentId ?? person.EstablishmentId) is { } house ? await directory.FindStructureAsync(house, ct) : null;
        if (structure is null) throw new RuleBrokenException("establishment-unknown", "Votre établissement n'est pas décrit dans l'annuaire de la plateforme : demandez à l'administrateur de l'y inscrire, puis consultez le DMP.");
        return new(dmp, new(who.Professional, who.Roles, structure, authenticatedAt, Hl7Text.Ins(person.Subject)), person.Subject);
    }
}

/// <summary>One professional in one person's DMP.</summary>
public sealed class DmpReader(DmpClient dmp, VihfClaims claims, Subject subject)
{
    public async Task<IReadOnlyList<FoundEntry>> SearchAsync(IReadOnlyList<string>? types, DateTimeOffset since, string sourceId, CancellationToken ct)
    {
        try
        {
            var status = await dmp.StatusAsync(claims, subject, sourceId, ct);
            if (!status.MayBeFed) throw new RuleBrokenException("dmp-closed", "Cette personne n'a pas de DMP ouvert : demandez ses documents à qui la suit, par MSSanté.");
            if (status.Blocked) throw new ForbiddenException("dmp-blocked", "La personne vous a fermé l'accès à son DMP. Respectez son choix.");
            if (!status.Authorized) throw new RuleBrokenException("dmp-authorisation", "Vous n'avez pas d'autorisation d'accès valide pour ce DMP : recueillez l'accord de la personne, puis déclarez-la au DMP.");
            return await dmp.SearchAsync(claims, types, since, ct);
        }
        catch (Exception e) when (e is DmpUnavailableException or UnreadableReplyException)
        {
            throw new DependencyDownException("dmp", "Le DMP ne répond pas. Rien n'a été lu ; recommencez dans quelques minutes.");
        }
        catch (DmpRefusedException refused)
        {
            throw new RuleBrokenException("dmp-reading-refused", $"Le DMP a refusé la consultation ({refused.Code}) : vérifiez l'identité de la personne et l'accès qu'elle vous a ouvert, puis recommencez.");
        }
    }
}
