using Contracts.Directory;
using Grpc.Core;
using Testing;

namespace Sso.Tests;

/// <summary>Directory's answers: one professional with one situation, one with two, one without an RPPS number.</summary>
public sealed class KnownStaff : DirectoryLookup.DirectoryLookupBase
{
    public const string Vasseur = "899900000011", Montagne = "899900000029", Ermont = "3990000010/0077", Combes = "899900000045";

    /// <summary>The end of Ermont's contract.</summary>
    public DateTimeOffset? ErmontEndsAt { get; set; }

    public bool ErmontGone { get; set; }

    public bool Down { get; set; }

    public override Task<Account> FindAccount(FindAccountRequest request, ServerCallContext context)
    {
        if (Down) throw new RpcException(new(StatusCode.Unavailable, "down"));
        return request.NationalId switch
        {
            Vasseur => Answer(1, "VASSEUR", "Hélène", Situation(Demo.Vasseur, "médecin coordonnateur", "Les Saules Blancs")),
            Montagne => Answer(2, "MONTAGNE", "Claire", Situation(Demo.Montagne, "infirmière", "Les Saules Blancs"), Situation(Demo.MontagneRoseraie, "infirmière", "La Roseraie du Lac")),
            Ermont => Answer(3, "ERMONT", "Paul", ErmontSituations()),
            _ => throw new RpcException(new(StatusCode.NotFound, "unknown")),
        };
    }

    private Situation[] ErmontSituations()
    {
        if (ErmontGone) return [];
        var situation = Situation(Demo.Ermont, "référent identitovigilance", "");
        situation.EndsAt = ErmontEndsAt?.ToUnixTimeSeconds() ?? 0;
        return [situation];
    }

    public static Guid Professional(int number) => Guid.Parse($"01900000-0000-7000-8000-0000000004{number:00}");

    private static Task<Account> Answer(int number, string family, string given, params Situation[] situations)
    {
        var account = new Account { ProfessionalId = Professional(number).ToString(), FamilyName = family, GivenName = given };
        account.Situations.AddRange(situations);
        return Task.FromResult(account);
    }

    private static Situation Situation(Guid id, string function, string establishment) => new()
    {
        SituationId = id.ToString(), TenantId = Demo.Brume.ToString(), TenantName = "Groupe Val de Brume", FunctionLabel = function, EstablishmentName = establishment, Active = true, Kind = "pro",
    };
}
