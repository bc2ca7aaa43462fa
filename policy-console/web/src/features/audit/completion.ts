/** What could stand where the caret is: a field of the catalog, or a value of a field. */
export interface FieldOfSearch {
  name: string;
  type: string;
}

export interface Gap {
  kind: 'field' | 'value';
  /** What is typed of it, without quotes. */
  typed: string;
  /** The part of the query that a choice replaces. */
  from: number;
  to: number;
  /** For a value. */
  field?: string;
}

const bare = /[^\s()"]/;

/** The gap at the caret; null inside of something that cannot be completed. */
export function gapAt(text: string, caret: number): Gap | null {
  let open = -1;
  for (let i = 0; i < caret; i++) {
    if (text[i] === '\\' && open >= 0) i++;
    else if (text[i] === '"') open = open < 0 ? i : -1;
  }
  let from = open;
  if (open < 0) {
    from = caret;
    while (from > 0 && bare.test(text[from - 1]!)) from--;
  }
  let to = caret;
  if (open < 0) while (to < text.length && bare.test(text[to]!)) to++;
  else {
    while (to < text.length && text[to] !== '"') to++;
    if (to < text.length) to++;
  }
  const word = text.slice(from, caret);
  const before = text.slice(0, from);
  if (open < 0) {
    const colon = /^([\w@.]+)(:|<=|>=|<|>)(.*)$/.exec(word);
    if (colon) {
      const start = from + colon[1]!.length + colon[2]!.length;
      return { kind: 'value', typed: colon[3]!, from: start, to, field: colon[1]! };
    }
  }
  const field = fieldBefore(before);
  if (field) return { kind: 'value', typed: open < 0 ? word : word.slice(1), from, to, field };
  return open < 0 ? { kind: 'field', typed: word, from, to } : null;
}

/** `field:` right before the gap, or the field of the group it stands in. */
function fieldBefore(before: string): string | undefined {
  const direct = /([\w@.]+)\s*:\s*$/.exec(before);
  if (direct) return direct[1];
  const group = /([\w@.]+)\s*:\s*\(([^()]*)$/.exec(before);
  return group && /(^|\sor|\sand|\snot)\s*$/i.test(group[2]!) ? group[1] : undefined;
}

/** Fields whose name begins with what is typed, then those that hold it. */
export function fieldsFor(typed: string, fields: readonly FieldOfSearch[], most = 12): FieldOfSearch[] {
  const word = typed.toLowerCase();
  const begin = fields.filter((f) => f.name.startsWith(word));
  const hold = word.length < 2 ? [] : fields.filter((f) => !f.name.startsWith(word) && f.name.includes(word));
  return [...begin, ...hold].slice(0, most);
}

export function valuesFor(typed: string, values: readonly string[], most = 12): string[] {
  const word = typed.toLowerCase().replace(/\*$/, '');
  return values.filter((v) => v !== '' && v.toLowerCase().includes(word)).slice(0, most);
}

/** The query with the choice in the gap, and where the caret goes. */
export function completed(text: string, gap: Gap, choice: string): { text: string; caret: number } {
  const put =
    gap.kind === 'field'
      ? `${choice}: `
      : `${/[:<>=]$/.test(text.slice(0, gap.from)) ? ' ' : ''}${quoted(choice)} `;
  const rest = text.slice(gap.to).replace(/^\s+/, '');
  const done = text.slice(0, gap.from) + put;
  return { text: done + rest, caret: done.length };
}

function quoted(value: string): string {
  const plain = /^[\p{L}\p{N}_./-]+$/u.test(value) && !/^(and|or|not)$/i.test(value);
  return plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
