/** Reading of ECS records whose names may be nested objects or dotted keys. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a dotted field name, or undefined. */
export function fieldOf(record: JsonObject | null | undefined, name: string): Json | undefined {
  if (!record) return undefined;
  if (Object.hasOwn(record, name)) return record[name];
  let dot = name.indexOf('.');
  while (dot > 0) {
    const head = record[name.slice(0, dot)];
    if (isObject(head)) {
      const found = fieldOf(head, name.slice(dot + 1));
      if (found !== undefined) return found;
    }
    dot = name.indexOf('.', dot + 1);
  }
  return undefined;
}

/** The value as one line of text; lists are joined, objects written as JSON; '' when absent. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function fieldText(record: JsonObject | null | undefined, ...names: string[]): string {
  for (const name of names) {
    const text = textOf(fieldOf(record, name));
    if (text !== '') return text;
  }
  return '';
}

/** Dotted leaf names with their values, in the record's order. */
export function flatten(record: JsonObject, prefix = ''): [string, Json][] {
  return Object.entries(record).flatMap(([key, value]): [string, Json][] => {
    const name = prefix ? `${prefix}.${key}` : key;
    return isObject(value) && Object.keys(value).length > 0 ? flatten(value, name) : [[name, value]];
  });
}

/** One term of the query language that keeps (or drops) records with this value. */
export function queryTerm(field: string, value: Json, negate = false): string {
  const text =
    typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : `"${textOf(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `${negate ? 'not ' : ''}${field}: ${text}`;
}

export function addTerm(query: string, term: string): string {
  const trimmed = query.trim();
  if (trimmed === '') return term;
  const needsParens = /\bor\b/i.test(trimmed) && !/^\(.*\)$/.test(trimmed);
  return `${needsParens ? `(${trimmed})` : trimmed} and ${term}`;
}
