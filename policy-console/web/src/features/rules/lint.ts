import type { Schema } from '../../api/call';

export type Problem = Schema<'RuleLint'>['problems'][number];

/** Column, from 1, of the last word that a problem puts in quotes, where the line has it as a word. */
export function columnOf(line: string | undefined, reason: string): number | null {
  if (line === undefined) return null;
  const named = [...reason.matchAll(/'([^']+)'/g)].map((m) => m[1]!).reverse();
  for (const word of named) {
    for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
      const whole = !/[\w-]/.test(line[at - 1] ?? ' ') && !/[\w-]/.test(line[at + word.length] ?? ' ');
      if (whole) return at + 1;
    }
  }
  return null;
}

/** The range of characters of a line in its text, without its end. */
export function lineRange(text: string, line: number): [number, number] {
  let from = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', from);
    if (end < 0) break;
    from = end + 1;
  }
  const to = text.indexOf('\n', from);
  return [from, to < 0 ? text.length : to];
}
