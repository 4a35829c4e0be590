using Consent.Deciding;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Places;

/// <summary>Where a person lives or is followed, as identity last said: it makes the team.</summary>
public sealed class UsagerPlace : IOfPerson
{
    private UsagerPlace() { }
    public Guid UsagerId { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid? EstablishmentId { get; private set; }
    public Guid? UnitId { get; private set; }

    /// <summary>For the majority at 18; null while identity has not told it.</summary>
    public DateOnly? BirthDate { get; private set; }

    /// <summary>Version of the identity this comes from; older news is dropped.</summary>
    public int IdentityVersion { get; private set; }

    public static UsagerPlace Of(Guid tenantId, Guid usagerId) => new() { TenantId = tenantId, UsagerId = usagerId };

    public void Learn(DateOnly? birthDate) => BirthDate = birthDate;

    /// <summary>False when the news is older than what is known.</summary>
    public bool Move(Guid? establishmentId, Guid? unitId, int identityVersion)
    {
        if (identityVersion < IdentityVersion) return false;
        (EstablishmentId, UnitId, IdentityVersion) = (establishmentId, unitId, identityVersion);
        return true;
    }
}

internal sealed class UsagerPlaceConfiguration : IEntityTypeConfiguration<UsagerPlace>
{
    public void Configure(EntityTypeBuilder<UsagerPlace> builder)
    {
        builder.ToTable("UsagerPlaces");
        builder.HasKey(place => place.UsagerId);
        builder.Property(place => place.IdentityVersion).IsConcurrencyToken();
        builder.HasIndex(place => place.TenantId);
    }
}
