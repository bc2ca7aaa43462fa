import type { Schema } from '../../api/call';

/** A histogram as it is drawn: bars on an axis of time in milliseconds. */
export interface Bars {
  buckets: { at: number; count: number }[];
  /** Width of a bar. */
  step: number;
  begin: number;
  span: number;
  /** The highest count, at least 1. */
  top: number;
}

const minute = 60_000;

/** The axis holds the time that was asked for and all bars; open at the beginning, it starts with the first bar. */
export function barsOf(data: Schema<'Histogram'> | undefined, from: string | undefined, to: string): Bars {
  const buckets = (data?.buckets ?? []).map((b) => ({ at: Date.parse(b.t), count: b.count }));
  const step = buckets.length > 1 ? buckets[1]!.at - buckets[0]!.at : minute;
  const end = Math.max(Date.parse(to), (buckets.at(-1)?.at ?? Date.parse(to) - step) + step);
  const begin = Math.min(from ? Date.parse(from) : Number.POSITIVE_INFINITY, buckets[0]?.at ?? end - step);
  return {
    buckets,
    step,
    begin,
    span: Math.max(1, end - begin),
    top: buckets.reduce((most, b) => Math.max(most, b.count), 1),
  };
}
