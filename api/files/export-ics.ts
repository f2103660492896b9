/** A plan as an iCalendar document (RFC 5545): one all-day event per item. */
import { dayOf, type IsoDate, isoOf } from '../math/calendar.ts'

export interface CalendarEvent {
  /** Globally unique and stable, so that importing again updates: for instance `item-id@workspace-id`. */
  readonly uid: string
  readonly title: string
  readonly description: string
  /** First and last day. */
  readonly start: IsoDate
  readonly finish: IsoDate
  /** Team name. */
  readonly category: string
}

/** @param stampedAt of the plan, UTC, as `2026-01-05T09:30:00Z`; RFC 5545 wants a DTSTAMP on every event. */
export function toIcs(name: string, events: readonly CalendarEvent[], stampedAt: string): string {
  const stamp = stampedAt.replace(/[-:]/g, '').replace(/\.\d+/, '')
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//PM33//Schedule//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${text(name)}`,
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${text(event.uid)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${date(event.start)}`,
      `DTEND;VALUE=DATE:${date(isoOf(dayOf(event.finish) + 1))}`, // exclusive (RFC 5545 §3.6.1)
      `SUMMARY:${text(event.title)}`,
      `DESCRIPTION:${text(event.description)}`,
      `CATEGORIES:${text(event.category)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map(fold).join('\r\n') + '\r\n'
}

const date = (iso: IsoDate) => iso.slice(0, 10).replaceAll('-', '')

/** TEXT value: RFC 5545 §3.3.11. Control characters are not allowed in it. */
function text(value: string): string {
  return (
    value
      .replace(/\\/g, '\\\\')
      .replace(/;/g, '\\;')
      .replace(/,/g, '\\,')
      .replace(/\r\n|\r|\n/g, '\\n')
      // oxlint-disable-next-line no-control-regex -- removing them is the point
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

/** Lines of at most 75 octets, continued after CRLF and a space, never inside a character (RFC 5545 §3.1). */
function fold(line: string): string {
  const folded: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0)!)
    if (octets + size > 75) {
      folded.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += size
  }
  return [...folded, part].join('\r\n')
}

/** Length of a code point in UTF-8. */
function octetsOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
}
