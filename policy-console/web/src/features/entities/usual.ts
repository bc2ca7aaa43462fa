/** What is usual for somebody, and what is not: the days shown against those before. */

/**
 * Days that stand out: more than three times the median of the other days on which anything happened.
 * With fewer than three of those nothing is known to be usual.
 */
export function unusualDays(counts: readonly number[]): boolean[] {
  return counts.map((count, i) => {
    const others = counts.filter((other, at) => at !== i && other > 0).sort((a, b) => a - b);
    const middle = others[Math.floor(others.length / 2)] ?? 0;
    return others.length >= 3 && count > 5 && count > 3 * middle;
  });
}

interface Counted {
  text: string;
  count: number;
}

export interface Compared extends Counted {
  /** How often it occurred in the time before; 0 = never seen. */
  before: number;
}

/** Values of now with how often they occurred before; what is new comes first, then what is frequent. */
export function compared(now: readonly Counted[], before: readonly Counted[]): Compared[] {
  const known = new Map(before.map((one) => [one.text, one.count]));
  return now
    .map((one) => ({ text: one.text, count: one.count, before: known.get(one.text) ?? 0 }))
    .sort((a, b) => Number(a.before > 0) - Number(b.before > 0) || b.count - a.count);
}

const weights: Record<string, number> = { critical: 10, high: 5, medium: 2, low: 1, informational: 0 };

/** What an alert adds to the risk of whom it is about; false alarms add nothing. */
export function riskOf(alert: { severity: string; disposition: string | null }): number {
  const harmless = ['false_positive', 'benign', 'duplicate', 'suppressed'];
  return alert.disposition !== null && harmless.includes(alert.disposition) ? 0 : (weights[alert.severity] ?? 0);
}

export interface Day {
  /** First instant. */
  at: number;
  total: number;
}

const dayMillis = 86_400_000;

/** One entry for each day from the first to the last, also for those without anything. */
export function perDay(events: readonly { at: number; value: number }[], from: number, to: number): Day[] {
  const first = Math.floor(from / dayMillis);
  const last = Math.max(first, Math.floor((to - 1) / dayMillis));
  const days = Array.from({ length: last - first + 1 }, (_, i) => ({ at: (first + i) * dayMillis, total: 0 }));
  for (const { at, value } of events) {
    const day = days[Math.floor(at / dayMillis) - first];
    if (day) day.total += value;
  }
  return days;
}
