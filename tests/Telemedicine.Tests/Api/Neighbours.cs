using System.Collections.Concurrent;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Grpc.Core;
using Testing;

namespace Telemedicine.Tests.Api;

/// <summary>Identity as a test sets it.</summary>
internal sealed class IdentityAnswers : IdentityLookup.IdentityLookupBase
{
    private readonly ConcurrentDictionary<string, UsagerIdentity> _people = new();

    public void Know(UsagerIdentity person) => _people[person.UsagerId] = person;

    public override Task<UsagerIdentity> GetIdentity(GetIdentityRequest request, ServerCallContext context) =>
        _people.TryGetValue(request.UsagerId, out var person) ? Task.FromResult(person) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
}

/// <summary>The demo houses and some of their professionals.</summary>
internal sealed class DirectoryAnswers : DirectoryLookup.DirectoryLookupBase
{
    public static readonly Guid Geriatrician = Guid.Parse("01900000-0000-7000-8000-000000000515");
    public static readonly Guid Animator = Guid.Parse("01900000-0000-7000-8000-000000000512");
    public static readonly Guid SpeechTherapist = Guid.Parse("01900000-0000-7000-8000-000000000590");

    /// <summary>Acts for the whole organisation.</summary>
    public static readonly Guid Director = Guid.Parse("01900000-0000-7000-8000-000000000514");

    /// <summary>Postal code of the houses: it gives the region.</summary>
    public string PostalCode { get; set; } = "99000";

    /// <summary>TRE_R66 of the houses: 500 EHPAD, 183 IME.</summary>
    public string Category { get; set; } = "500";

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
    {
        var id = Guid.Parse(request.SituationId);
        var situation = new Situation { SituationId = request.SituationId, TenantId = Demo.Brume.ToString(), EstablishmentId = Demo.SaulesBlancs.ToString(), Active = true, Kind = "pro" };
        if (id == Demo.Vasseur) situation.MergeFrom(new Situation { NationalId = "899900000011", FamilyName = "VASSEUR", GivenName = "Hélène", Profession = "10", Function = "medecin-coordonnateur", FunctionLabel = "Médecin coordonnateur" });
        else if (id == Demo.Montagne) situation.MergeFrom(new Situation { NationalId = "899900000029", FamilyName = "MONTAGNE", GivenName = "Claire", Profession = "60", Function = "ide", FunctionLabel = "Infirmier" });
        else if (id == Geriatrician) situation.MergeFrom(new Situation { NationalId = "899900000102", FamilyName = "HADDAD", GivenName = "Samir", Profession = "10", Function = "equipe-mobile", FunctionLabel = "Équipe mobile" });
        else if (id == Director)
        {
            situation.EstablishmentId = "";
            situation.MergeFrom(new Situation { NationalId = "3990000010/0105", FamilyName = "LEFORT", GivenName = "Anne", Function = "directeur", FunctionLabel = "Directeur" });
        }
        else if (id == Animator) situation.MergeFrom(new Situation { NationalId = "3990000010/0103", FamilyName = "AUBRAC", GivenName = "Julie", Function = "animateur", FunctionLabel = "Animateur" });
        else if (id == Demo.Bellec) situation.MergeFrom(new Situation { TenantId = Demo.Rivieres.ToString(), EstablishmentId = Demo.PreFleuri.ToString(), NationalId = "899900000037", FamilyName = "BELLEC", Profession = "60", Function = "ide", FunctionLabel = "Infirmier" });
        else throw new RpcException(new(StatusCode.NotFound, "unknown"));
        return Task.FromResult(situation);
    }

    public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context) => Task.FromResult(new Establishment
    {
        EstablishmentId = request.EstablishmentId, Name = "EHPAD Les Saules Blancs", FinessEt = "990000028", FinessEj = "990000010", Category = Category, PostalCode = PostalCode, City = "MONTCLAIR",
    });
}

/// <summary>Consent: yes to all but what a test forbids.</summary>
internal sealed class ConsentAnswers : Decisions.DecisionsBase
{
    public ConcurrentQueue<AuthorizeRequest> Asked { get; } = new();

    /// <summary>The reason code of a refusal, or null to allow.</summary>
    public Func<AuthorizeRequest, string?> Refuse { get; set; } = _ => null;

    /// <summary>Mailbox of the médecin traitant, by usager.</summary>
    public ConcurrentDictionary<string, string> Doctors { get; } = new();

    public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(Decide(request));
    }

    public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
    {
        var list = new DecisionList();
        list.Decisions.AddRange(request.Usagers.Select(u => Decide(new() { UsagerId = u.UsagerId, Category = request.Category, Action = request.Action, SituationId = request.SituationId })));
        return Task.FromResult(list);
    }

    public override Task<CareCircle> GetCareCircle(GetCareCircleRequest request, ServerCallContext context)
    {
        var circle = new CareCircle();
        if (Doctors.TryGetValue(request.UsagerId, out var mailbox)) circle.Members.Add(new CareCircleMember { MemberId = Guid.CreateVersion7().ToString(), Role = "MT", Name = "Dr Luc FERRAND", Mailbox = mailbox });
        return Task.FromResult(circle);
    }

    private Decision Decide(AuthorizeRequest request) => Refuse(request) is { } reason
        ? new() { ReasonCode = reason, Explanation = "La personne s'y oppose.", MayKnow = reason is "DENY_PROFILE" or "DENY_OPPOSITION", RuleIds = { "test-rule" } }
        : new() { Allowed = true, ReasonCode = "ALLOW", RuleIds = { "test-rule" } };
}
