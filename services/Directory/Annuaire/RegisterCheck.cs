using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Annuaire;

/// <summary>What the Annuaire Santé last said of a professional, and when it is asked again.</summary>
public sealed class RegisterCheck : ITenantOwned
{
    private static readonly int[] Waits = [1, 2, 5, 15, 30, 60];   // minutes

    private RegisterCheck() { }
    public Guid ProfessionalId { get; private init; }
    public Guid TenantId { get; private init; }
    public string Rpps { get; private init; } = "";
    public RegisterState State { get; private set; }

    /// <summary>In a row without an answer.</summary>
    public int Failures { get; private set; }

    public DateTimeOffset NextAttemptAt { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public int Version { get; private set; }

    /// <summary>Null for an internal identity, which the register does not know.</summary>
    public static RegisterCheck? Ask(Professional professional, DateTimeOffset now) => professional.Rpps is { } rpps
        ? new() { ProfessionalId = professional.Id, TenantId = professional.TenantId, Rpps = rpps, State = RegisterState.Waiting, NextAttemptAt = now, Version = 1 }
        : null;

    public void Answered(RegisterState state, DateTimeOffset now, TimeSpan again)
    {
        (State, Failures, AnsweredAt, NextAttemptAt) = (state, 0, now, now + again);
        Version++;
    }

    /// <summary>What was known stays; the wait is told.</summary>
    public void Unanswered(DateTimeOffset now)
    {
        NextAttemptAt = now.AddMinutes(Waits[Math.Min(Failures, Waits.Length - 1)]);
        (State, Failures) = (RegisterState.Waiting, Failures + 1);
        Version++;
    }

    /// <summary>Takes the turn, so that two replicas do not ask twice.</summary>
    public void Claim(DateTimeOffset now)
    {
        NextAttemptAt = now.AddMinutes(1);
        Version++;
    }
}

public enum RegisterState { Waiting, Found, Closed, Unknown }

internal sealed record RegisterCheckView(RegisterState State, string Message, DateTimeOffset? AnsweredAt, DateTimeOffset NextAttemptAt)
{
    public static RegisterCheckView Of(RegisterCheck check) => new(check.State, Say(check), check.AnsweredAt, check.NextAttemptAt);

    private static string Say(RegisterCheck check) => check.State switch
    {
        RegisterState.Waiting when check.Failures == 0 => "Vérification à l'Annuaire Santé en attente.",
        RegisterState.Waiting => $"L'Annuaire Santé ne répond pas : en attente, nouvel essai à {ParisTime.HourOf(check.NextAttemptAt)}.",
        RegisterState.Found => "Connu de l'Annuaire Santé.",
        RegisterState.Closed => "L'Annuaire Santé indique que ce professionnel n'exerce plus. Vérifiez avec lui avant de lui adresser un document.",
        _ => "L'Annuaire Santé ne connaît pas ce numéro RPPS. Vérifiez le numéro.",
    };
}

internal sealed class RegisterCheckConfiguration : IEntityTypeConfiguration<RegisterCheck>
{
    public void Configure(EntityTypeBuilder<RegisterCheck> builder)
    {
        builder.HasKey(c => c.ProfessionalId);
        builder.Property(c => c.Rpps).HasMaxLength(11);
        builder.Property(c => c.State).HasConversion<string>().HasMaxLength(10);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.NextAttemptAt);
    }
}
