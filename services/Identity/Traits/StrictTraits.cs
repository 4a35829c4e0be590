namespace Identity.Traits;

/// <summary>M and F as the national service knows them; U before recovery, when the papers do not say.</summary>
public enum Sex { M, F, U }

/// <summary>The five traits of an identity. Always well formed: what cannot be read never becomes traits.</summary>
public sealed record StrictTraits(CivilName BirthName, GivenNames GivenNames, BirthDate BirthDate, Sex Sex, BirthPlace BirthPlace)
{
    public bool SameAs(StrictTraits other) =>
        BirthName.Value == other.BirthName.Value && GivenNames.Equals(other.GivenNames) && BirthDate.Text == other.BirthDate.Text
        && Sex == other.Sex && BirthPlace.Code == other.BirthPlace.Code;

    public override string ToString() => "StrictTraits";
}
