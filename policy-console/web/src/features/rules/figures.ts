import { useQuery } from '@tanstack/react-query';
import { call, type Schema } from '../../api/call';

export type Rule = Schema<'Rule'>;
export type Figure = Schema<'RuleFigures'>['items'][number];

/** What rules cost and bring, by rule; empty while the engine cannot be asked, and then why. */
export function useFigures(): { of: ReadonlyMap<string, Figure>; problem: Schema<'HealthDetail'> | null } {
  const figures = useQuery({
    queryKey: ['rules', 'figures'],
    queryFn: ({ signal }) => call('get', '/rules/figures', { signal }),
    refetchInterval: 30_000,
  });
  return {
    of: new Map((figures.data?.items ?? []).map((f) => [f.id, f])),
    problem: figures.data?.problem ?? null,
  };
}

export const sorts = ['title', 'hits', 'cost'] as const;
export type Sort = (typeof sorts)[number];

/** The most expensive or most frequent first; those without figures last. */
export function sorted(rules: Rule[], figures: ReadonlyMap<string, Figure>, by: Sort): Rule[] {
  if (by === 'title') return rules;
  const value = (rule: Rule) => {
    const figure = figures.get(rule.id);
    return (by === 'hits' ? figure?.hits : figure?.nanos) ?? -1;
  };
  return [...rules].sort((a, b) => value(b) - value(a));
}

/** Time a rule took for each event that it was looked at for, in microseconds; null when none was measured. */
export function microsPerEvent(figure: Figure | undefined): number | null {
  if (!figure?.evaluated || !figure.nanos) return null;
  return figure.nanos / figure.evaluated / 1000;
}
