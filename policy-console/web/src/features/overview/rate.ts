export interface Sample {
  /** Milliseconds. */
  at: number;
  count: number;
}

/** How much a count grew per minute over the samples; null while there is only one. */
export function perMinute(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at <= first.at) return null;
  // Another ledger, or one put back from a copy, does not make a rate below nothing.
  return Math.max(0, ((last.count - first.count) * 60_000) / (last.at - first.at));
}
