import type { TFunction } from 'i18next';

/**
 * How a condition compares, in words. The engine writes Sigma's names: `gte`, `hour|gte` of a part of
 * a time, `fieldref|contains` of another field, and `not ` before what must not hold.
 */
export function operatorText(t: TFunction, operator: string): string {
  const not = operator.startsWith('not ');
  const [first, second] = operator.slice(not ? 'not '.length : 0).split('|') as [string, string?];
  const word = (name: string) =>
    not ? t(`operatorNot.${name}`, { defaultValue: operator }) : t(`operator.${name}`, { defaultValue: operator });
  if (second === undefined) return word(first);
  if (first === 'fieldref') return word(`fieldref_${second}`);
  return t('operator.part', { unit: t(`operator.unit.${first}`, { defaultValue: first }), operator: word(second) });
}
