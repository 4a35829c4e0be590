using System.Globalization;
using System.Text;
using Agenda.Activities;
using NodaTime;

namespace Agenda.Feeds;

/// <summary>One event of a feed.</summary>
public sealed record FeedEvent(Guid Id, DateTimeOffset StampedAt, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Summary, string Status, int Sequence, bool Busy);

/// <summary>Writes a calendar as RFC 5545 asks: CRLF, lines folded at 75 octets, texts escaped, local times with their zone.</summary>
public static class CalendarText
{
    private const int LongestLine = 75;

    // The rule of the European Union since 1996; events of the platform are later.
    private static readonly string[] ParisZone =
    [
        "BEGIN:VTIMEZONE", "TZID:Europe/Paris", "BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:19960331T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT", "END:VTIMEZONE",
    ];

    public static string Write(string name, IEnumerable<FeedEvent> events)
    {
        var text = new StringBuilder();
        foreach (var line in Lines(name, events)) Fold(text, line);
        return text.ToString();
    }

    private static IEnumerable<string> Lines(string name, IEnumerable<FeedEvent> events) =>
    [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bouquet de services//Agenda//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", $"X-WR-CALNAME:{Escape(name)}", "X-WR-TIMEZONE:Europe/Paris",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", .. ParisZone, .. events.SelectMany(Event), "END:VCALENDAR",
    ];

    private static string[] Event(FeedEvent e) =>
    [
        "BEGIN:VEVENT", $"UID:{e.Id}@agenda", $"DTSTAMP:{Utc(e.StampedAt)}", Moment("DTSTART", e.StartsAt), Moment("DTEND", e.EndsAt), $"SUMMARY:{Escape(e.Summary)}", $"STATUS:{e.Status}",
        string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{e.Sequence}"), $"TRANSP:{(e.Busy ? "OPAQUE" : "TRANSPARENT")}", "CLASS:PRIVATE", "END:VEVENT",
    ];

    // An hour that comes twice in the autumn night cannot be told by the wall: its second time is written in UTC.
    private static string Moment(string name, DateTimeOffset at)
    {
        var there = Instant.FromDateTimeOffset(at).InZone(WallTime.Zone(WallTime.Paris));
        var told = there.Zone.MapLocal(there.LocalDateTime);
        return told.Count > 1 && told.First() != there ? $"{name}:{Utc(at)}" : $"{name};TZID=Europe/Paris:{there.LocalDateTime.ToString("uuuuMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text.ReplaceLineEndings("\n"))
        {
            if (letter is '\\' or ';' or ',') escaped.Append('\\').Append(letter);
            else if (letter == '\n') escaped.Append("\\n");
            else if (!char.IsControl(letter)) escaped.Append(letter);
        }

        return escaped.ToString();
    }

    // Octets, not letters, and never inside a letter.
    private static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
