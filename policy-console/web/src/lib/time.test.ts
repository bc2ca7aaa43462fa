import { describe, expect, it } from 'vitest';
import {
  durationMillis,
  formatInstant,
  formatRelative,
  formatSpan,
  localZone,
  offsetMinutes,
  setLocalZone,
  wallToInstant,
  zoneLabel,
} from './time';

const at = '2026-11-21T20:15:03.042Z';

describe('formatInstant', () => {
  it('writes the wall clock of the chosen zone', () => {
    expect(formatInstant(at, 'utc')).toBe('2026-11-21 20:15:03');
    expect(formatInstant(at, 'local', 'second', 'Asia/Shanghai')).toBe('2026-11-22 04:15:03');
    expect(formatInstant(at, 'local', 'milli', 'America/New_York')).toBe('2026-11-21 15:15:03.042');
    expect(formatInstant(at, 'utc', 'minute')).toBe('2026-11-21 20:15');
  });

  it('takes the zone that was chosen for the local one', () => {
    setLocalZone('America/New_York');
    expect(formatInstant(at, 'local')).toBe('2026-11-21 15:15:03');
    expect(formatInstant(at, 'utc')).toBe('2026-11-21 20:15:03');
    const known = localZone();
    setLocalZone('Nowhere/Atall');
    expect(localZone()).not.toBe('Nowhere/Atall');
    setLocalZone(null);
    expect(known).toBe('America/New_York');
  });

  it('counts midnight as 00 of the new day', () => {
    expect(formatInstant('2026-01-01T00:00:00Z', 'utc')).toBe('2026-01-01 00:00:00');
  });

  it('shows what it cannot read as it came', () => {
    expect(formatInstant('yesterday', 'utc')).toBe('yesterday');
  });
});

describe('wallToInstant', () => {
  const both = (wall: string, zone: string) =>
    (['earlier', 'later'] as const).map((which) => wallToInstant(wall, 'local', which, zone).toISOString());

  it.each(['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu', 'UTC'])(
    'is the inverse of formatInstant in %s, winter and summer',
    (zone) => {
      for (const instant of ['2026-01-15T12:34:56.000Z', '2026-07-15T23:59:59.000Z']) {
        const wall = formatInstant(instant, 'local', 'second', zone);
        expect(wallToInstant(wall, 'local', 'earlier', zone).toISOString()).toBe(instant);
        expect(wallToInstant(wall, 'local', 'later', zone).toISOString()).toBe(instant);
      }
    },
  );

  it('finds the right offset around the change of the clocks', () => {
    // New York sprang forward at 2026-03-08T07:00Z.
    expect(both('2026-03-08 03:30:00', 'America/New_York')).toEqual(['2026-03-08T07:30:00.000Z', '2026-03-08T07:30:00.000Z']);
    expect(both('2026-03-08 01:30:00', 'America/New_York')).toEqual(['2026-03-08T06:30:00.000Z', '2026-03-08T06:30:00.000Z']);
  });

  it.each([
    // Berlin set its clocks from 02:00 to 03:00 at 01:00 UTC.
    ['2026-03-29 02:30:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:59:59', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // Half an hour, and on the other side of the world.
    ['2026-10-04 02:15:00', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    // Samoa left a whole day out.
    ['2011-12-30 12:00:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('takes %s, which clocks in %s may never show, for the instant they are set', (wall, zone, instant) => {
    expect(both(wall, zone)).toEqual([instant, instant]);
  });

  it.each([
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['2026-10-25 02:00:00', 'Europe/Berlin', '2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'],
    ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    ['2026-10-25 01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z', '2026-10-24T23:59:59.000Z'],
    ['2026-11-01 01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z'],
    ['2026-04-05 01:45:00', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z'],
  ])('tells apart when %s was in %s', (wall, zone, earlier, later) => {
    expect(both(wall, zone)).toEqual([earlier, later]);
  });

  it('takes the same text in UTC for itself, and an unreadable one for no instant', () => {
    expect(wallToInstant('2026-03-29 02:30:00', 'utc', 'later').toISOString()).toBe('2026-03-29T02:30:00.000Z');
    expect(wallToInstant('soon', 'local', 'earlier', 'Europe/Berlin').getTime()).toBeNaN();
  });
});

describe('zone', () => {
  it('is named with its offset', () => {
    expect(zoneLabel('utc')).toBe('UTC');
    expect(zoneLabel('local', new Date(at), 'Asia/Shanghai')).toBe('Asia/Shanghai (UTC+08:00)');
    expect(zoneLabel('local', new Date(at), 'Asia/Kathmandu')).toBe('Asia/Kathmandu (UTC+05:45)');
    expect(offsetMinutes(new Date('2026-07-01T00:00:00Z'), 'local', 'America/New_York')).toBe(-240);
  });
});

describe('spans', () => {
  it('reads ISO durations', () => {
    expect(durationMillis('PT5M')).toBe(300_000);
    expect(durationMillis('P1DT2H')).toBe(93_600_000);
    expect(durationMillis('PT0.5S')).toBe(500);
    expect(durationMillis('P')).toBeNull();
    expect(durationMillis('five minutes')).toBeNull();
  });

  it('names the two largest units', () => {
    expect(formatSpan(65 * 60_000, 'en')).toBe('1 hr 5 min');
    expect(formatSpan(65 * 60_000, 'zh-CN')).toBe('1小时5分钟');
    expect(formatSpan(0, 'en')).toBe('0 sec');
    expect(formatSpan(26 * 3_600_000, 'en')).toBe('1 day 2 hr');
  });

  it('tells how long ago in the reader’s language', () => {
    const now = new Date('2026-11-21T20:18:10Z');
    expect(formatRelative(at, now, 'en')).toBe('3 min. ago');
    expect(formatRelative(at, now, 'zh-CN')).toBe('3分钟前');
  });
});
