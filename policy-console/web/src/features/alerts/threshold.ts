export interface Scale {
  /** Share of the whole width, 0 to 1. */
  limit: number;
  observed: number;
  /** Where the rule has nothing against it, as shares. */
  within: [from: number, to: number];
  /** How many times the limit was reached; null where that says nothing. */
  times: number | null;
}

/** Where limit and observed value stand on one line that begins at nothing. */
export function scaleOf(operator: string, limit: number, observed: number): Scale {
  const top = Math.max(limit, observed, 1) * 1.08;
  const at = limit / top;
  const tooFew = operator === 'lt' || operator === 'lte';
  return {
    limit: at,
    observed: observed / top,
    within: tooFew ? [at, 1] : [0, at],
    times: !tooFew && limit > 0 && observed > limit ? observed / limit : null,
  };
}
