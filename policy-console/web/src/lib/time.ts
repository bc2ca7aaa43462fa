/**
 * The one place that turns instants into text. Every instant on screen, in every language, has the
 * form `2026-11-21 20:15:03`; the zone it is in is always shown beside it by {@link zoneLabel}.
 */
import { kept } from './kept';

export type Zone = 'local' | 'utc';

const format = kept(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    }),
);

export const browserZone = kept(() => new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');

/** Whether the browser knows a zone by this name. */
export function isZone(name: string): boolean {
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

let chosen: string | null = null;

/** The zone that `local` stands for: the one this person has chosen, or else the browser's. */
export function localZone(): string {
  return chosen ?? browserZone();
}

/** @param name null for the browser's zone; so is one that the browser does not know */
export function setLocalZone(name: string | null): void {
  chosen = name !== null && isZone(name) ? name : null;
}

function zoneName(zone: Zone, local: string): string {
  return zone === 'utc' ? 'UTC' : local;
}

export type Precision = 'day' | 'minute' | 'second' | 'milli';

/** Of `20:15:03.000`. */
const lengths = { minute: 5, second: 8, milli: 12 };

/** Text of an instant in the zone; an unreadable instant is shown as it came, never as a wrong time. */
export function formatInstant(
  at: string | number | Date,
  zone: Zone,
  precision: Precision = 'second',
  local: string = localZone(),
): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  // 21/11/2026, 20:15:03.000
  const [days, clock] = format(zoneName(zone, local)).format(date).split(', ') as [string, string];
  const day = days.split('/').reverse().join('-');
  return precision === 'day' ? day : `${day} ${clock.slice(0, lengths[precision])}`;
}

/** Offset of the zone from UTC at an instant, in minutes (daylight saving makes it vary). */
export function offsetMinutes(at: Date, zone: Zone, local: string = localZone()): number {
  const text = formatInstant(at, zone, 'milli', local);
  return Math.round((Date.parse(`${text.replace(' ', 'T')}Z`) - at.getTime()) / 60_000);
}

/** `UTC`, or the local zone with its offset: `Asia/Shanghai (UTC+08:00)`. */
export function zoneLabel(zone: Zone, at: Date = new Date(), local: string = localZone()): string {
  if (zone === 'utc') return 'UTC';
  const minutes = offsetMinutes(at, zone, local);
  const sign = minutes < 0 ? '-' : '+';
  const abs = Math.abs(minutes);
  const pad = (n: number) => String(n).padStart(2, '0');
  const offset = `UTC${sign}${pad(Math.floor(abs / 60))}:${pad(abs % 60)}`;
  return local === 'UTC' ? 'UTC' : `${local} (${offset})`;
}

const dayMillis = 86_400_000;

/**
 * The instant at which a wall clock in the zone shows this text (`2026-11-21 20:15:03`). A clock
 * that is set back shows some texts twice: `which` of the two is meant, so that a range from the
 * earlier to the later one leaves nothing out. One that is set forward never shows some: then it is
 * the instant at which it is set, whichever is asked for. An unreadable text is an invalid date.
 */
export function wallToInstant(
  wall: string,
  zone: Zone,
  which: 'earlier' | 'later' = 'earlier',
  local: string = localZone(),
): Date {
  const asUtc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  if (zone === 'utc') return new Date(asUtc);
  const offset = (at: number) => offsetMinutes(new Date(at), zone, local) * 60_000;
  // No offset reaches a day: a change of the clock that matters lies between these two.
  const byOld = asUtc - offset(asUtc - dayMillis);
  const byNew = asUtc - offset(asUtc + dayMillis);
  const shown = [byOld, byNew].filter((at) => at + offset(at) === asUtc);
  if (shown.length === 0) return new Date(changeBetween(byNew, byOld, offset));
  return new Date(which === 'earlier' ? Math.min(...shown) : Math.max(...shown));
}

/** The first instant with the offset that the zone has at `end`, when it has another one at `start`. */
function changeBetween(start: number, end: number, offset: (at: number) => number): number {
  const after = offset(end);
  while (end - start > 1) {
    const middle = Math.floor((start + end) / 2);
    if (offset(middle) === after) end = middle;
    else start = middle;
  }
  return end;
}

const relativeSteps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relativeFormat = kept((lang) => new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style: 'short' }));

/** `3 minutes ago` / `3分钟前`. */
export function formatRelative(at: string | number | Date, now: Date, lang: string): string {
  const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000);
  if (Number.isNaN(seconds)) return '';
  const f = relativeFormat(lang);
  for (const [unit, size] of relativeSteps) {
    if (Math.abs(seconds) >= size) return f.format(Math.trunc(seconds / size), unit);
  }
  return f.format(seconds, 'second');
}

/** Milliseconds of an ISO-8601 duration of days, hours, minutes and seconds (`PT5M`); null if unreadable. */
export function durationMillis(iso: string): number | null {
  const m = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso);
  if (!m || (m[1] ?? m[2] ?? m[3] ?? m[4]) === undefined) return null;
  const n = (i: number) => Number(m[i] ?? 0);
  return ((n(1) * 24 + n(2)) * 60 + n(3)) * 60_000 + n(4) * 1000;
}

const spanFormat = kept((lang, unit) => new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' }));

/** A span with its one or two largest units: `1 h 5 min`, `1小时5分钟`. */
export function formatSpan(millis: number, lang: string): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const units: [string, number][] = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor((seconds % 86_400) / 3_600)],
    ['minute', Math.floor((seconds % 3_600) / 60)],
    ['second', seconds % 60],
  ];
  const first = units.findIndex(([, n]) => n > 0);
  const shown = first < 0 ? units.slice(3) : units.slice(first, first + 2).filter(([, n]) => n > 0);
  return shown
    .map(([unit, n]) => spanFormat(lang, unit).format(n))
    .join(lang.startsWith('zh') ? '' : ' ');
}
