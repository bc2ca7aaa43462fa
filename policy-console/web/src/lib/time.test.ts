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
  it.each(['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu', 'UTC'])(
    'is the inverse of formatInstant in %s, winter and summer',
    (zone) => {
      for (const instant of ['2026-01-15T12:34:56.000Z', '2026-07-15T23:59:59.000Z']) {
        const wall = formatInstant(instant, 'local', 'second', zone);
        expect(wallToInstant(wall, 'local', zone).toISOString()).toBe(instant);
      }
    },
  );

  it('finds the right offset an hour after the clocks change', () => {
    // New York sprang forward at 2026-03-08T07:00Z.
    expect(wallToInstant('2026-03-08 03:30:00', 'local', 'America/New_York').toISOString()).toBe(
      '2026-03-08T07:30:00.000Z',
    );
    expect(wallToInstant('2026-03-08 01:30:00', 'local', 'America/New_York').toISOString()).toBe(
      '2026-03-08T06:30:00.000Z',
    );
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
