/** A time range as it stands in the URL: `t=24h` (moving) or `from=…&to=…` (fixed instants). */
export interface RangeSearch {
  t?: string;
  from?: string;
  to?: string;
}

export interface Instants {
  from?: string;
  to?: string;
}

export const presets = ['15m', '1h', '6h', '24h', '7d', '30d', 'all'] as const;
export type Preset = (typeof presets)[number];

const unitMillis: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function presetMillis(t: string): number | null {
  const m = /^(\d{1,4})([mhd])$/.exec(t);
  return m ? Number(m[1]) * (unitMillis[m[2]!] ?? 0) : null;
}

export function isFixed(search: RangeSearch): boolean {
  return Boolean(search.from || search.to);
}

/** The instants a range means now; a fixed range wins over a moving one, `all` has no bounds. */
export function resolveRange(search: RangeSearch, fallback: Preset, now: Date): Instants {
  if (isFixed(search)) return { from: search.from, to: search.to };
  const t = search.t ?? fallback;
  if (t === 'all') return {};
  const millis = presetMillis(t) ?? presetMillis(fallback);
  return millis === null ? {} : { from: new Date(now.getTime() - millis).toISOString() };
}
