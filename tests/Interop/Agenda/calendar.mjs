// Reads calendars as a calendar program does: ical.js, its time zones taken from the file itself.
import ICAL from 'ical.js';
import { answerWith } from '../Peers/peer.mjs';

answerWith(async ({ text }) => {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = calendar.getAllSubcomponents('vevent').map(component => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid, summary: event.summary, sequence: event.sequence, recurring: event.isRecurring(),
      status: component.getFirstPropertyValue('status'), transparency: component.getFirstPropertyValue('transp'), stamped: component.getFirstPropertyValue('dtstamp').toJSDate().toISOString(),
      startsAt: event.startDate.toJSDate().toISOString(), endsAt: event.endDate.toJSDate().toISOString(), zone: event.startDate.zone.tzid, wall: event.startDate.toString(),
    };
  });
  return { version: calendar.getFirstPropertyValue('version'), method: calendar.getFirstPropertyValue('method'), name: calendar.getFirstPropertyValue('x-wr-calname'), events };
});
