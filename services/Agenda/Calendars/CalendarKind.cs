using Platform;

namespace Agenda.Calendars;

/// <summary>Whose time it is. A house holds no time: its row carries the version of what it has.</summary>
public enum CalendarKind { Usager, Staff, Room, Vehicle, Equipment, External, House }

/// <summary>One calendar: its id is that of the usager, of the situation or of the resource.</summary>
public sealed record CalendarRef(CalendarKind Kind, Guid Id)
{
    public bool IsResource => Kind is CalendarKind.Room or CalendarKind.Vehicle or CalendarKind.Equipment;

    /// <summary>The words of the contract: usager, staff, room, vehicle, equipment, external.</summary>
    public static CalendarKind Read(string word) => word switch
    {
        "usager" => CalendarKind.Usager,
        "staff" => CalendarKind.Staff,
        "room" => CalendarKind.Room,
        "vehicle" => CalendarKind.Vehicle,
        "equipment" => CalendarKind.Equipment,
        "external" => CalendarKind.External,
        _ => throw new BadInputException("calendar-kind", $"« {word} » n'est pas une sorte d'agenda. Choisissez usager, staff, room, vehicle, equipment ou external."),
    };

    public static string Word(CalendarKind kind) => kind.ToString().ToLowerInvariant();
}
