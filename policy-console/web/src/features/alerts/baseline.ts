/** How much there was on the days of an alert, against the days before. */
import { type Day } from '../entities/usual';

export interface Baseline {
  /** Most on a day of the alert. */
  observed: number;
  /** Middle of the days before on which anything happened; null when there were fewer than three. */
  usual: number | null;
}

const fewest = 3;

/** @param since first day of the alert, as its first instant */
export function baselineOf(days: readonly Day[], since: number): Baseline {
  const before = days.filter((day) => day.at < since && day.total > 0).map((day) => day.total).sort((a, b) => a - b);
  const during = days.filter((day) => day.at >= since).map((day) => day.total);
  return {
    observed: Math.max(0, ...during),
    usual: before.length < fewest ? null : (before[Math.floor(before.length / 2)] ?? null),
  };
}
