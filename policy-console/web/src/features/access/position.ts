/**
 * Where a member lies in a JSON text, by the path the server names (`[2].conditions.purposes`): the
 * offset of its value, or of the innermost part of the path that is there. Null when the text cannot be
 * read that far.
 */
export function positionOf(text: string, path: string): number | null {
  const steps = [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map((m) => (m[1] !== undefined ? Number(m[1]) : (m[2] ?? '')));
  let at = 0;
  let best: number | null = null;

  const blank = () => {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  };
  const string = (): string => {
    const from = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    try {
      return JSON.parse(text.slice(from, at)) as string;
    } catch {
      throw new SyntaxError('string');
    }
  };
  const value = (depth: number): boolean => {
    blank();
    if (depth >= 0) best = at;
    if (depth === steps.length) return true;
    const step = steps[depth];
    const c = text[at];
    if (c === '"') {
      string();
      return false;
    }
    if (c !== '[' && c !== '{') {
      while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++;
      return false;
    }
    const close = c === '[' ? ']' : '}';
    at++;
    for (let n = 0; ; n++) {
      blank();
      if (text[at] === ',') {
        at++;
        blank();
      }
      if (at >= text.length) throw new SyntaxError('end');
      if (text[at] === close) {
        at++;
        return false;
      }
      let name: string | number = n;
      if (c === '{') {
        name = string();
        blank();
        if (text[at] !== ':') throw new SyntaxError('colon');
        at++;
      }
      // Below -1 nothing is looked for any more, values are only passed over.
      if (value(depth >= 0 && name === step ? depth + 1 : -1)) return true;
      if (depth >= 0 && name === step) return true;
    }
  };
  try {
    value(0);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
  }
  return best;
}

/** Line of an offset, the first is 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
