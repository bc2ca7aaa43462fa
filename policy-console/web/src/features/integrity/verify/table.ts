/** `records.csv`, made again from manifest and records and compared byte by byte. */
import { type Bytes, textOf, utf8 } from './bytes';
import { Fault, require } from './fault';
import type { Column } from './manifest';
import { type Json, Numeral, parseJson } from './strictJson';
import type { Member } from './zip';

export const table = 'records.csv';

/** A spreadsheet takes a cell for a formula that begins with one of these. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export interface TableCheck {
  /** Compares the line of the next record. */
  record(seq: number, record: Bytes): void;
  /** Requires that there is nothing more. */
  end(): void;
}

/** @throws Fault `table…` at the first byte that is not as the records say, here and later */
export function tableCheck({ place, data }: Member, columns: Column[]): TableCheck {
  let at = 0;
  const compare = (line: string, code: string, seq: number) => {
    const expected = utf8(line);
    let same = 0;
    while (same < expected.length && data[at + same] === expected[same]) same++;
    at += same;
    require(same === expected.length, code, { file: table, at: place + at, seq });
  };
  compare(header(columns), 'table-header', -1);
  return {
    record: (seq, record) => compare(row(columns, seq, record), 'table-record', seq),
    end: () => require(at === data.length, 'table-surplus', { file: table, at: place + at }),
  };
}

export function header(columns: Column[]): string {
  const names = columns.map(({ field, zh, en }) => `${zh} ${en}${field.startsWith('#') ? '' : ` ${field}`}`);
  return `\ufeff${line(names)}`;
}

/** The line of one record, which need not be JSON. */
export function row(columns: Column[], seq: number, record: Bytes): string {
  const [text, fields] = read(record);
  return line(
    columns.map(({ field }) => {
      if (field === '#seq') return String(seq);
      return field === '#record' ? text : cellText(at(fields, field));
    }),
  );
}

/** The record as text, and as JSON if it is an object. */
function read(record: Bytes): [text: string, fields: Json] {
  let text: string | null = null;
  try {
    text = textOf(record, table);
    return [text, parseJson(text, table)];
  } catch (cause) {
    // A record need not be JSON, nor UTF-8: it is in the table as its own text.
    if (cause instanceof Fault) return [text ?? replaced(record), null];
    throw cause;
  }
}

/**
 * The text of what is no UTF-8. An encoded surrogate, or its beginning, is replaced as a whole in
 * the format and byte by byte in a browser: here it becomes one byte that stands for nothing.
 */
function replaced(record: Bytes): string {
  const out = new Uint8Array(record.length);
  const within = (at: number, from: number) => record[at]! >= from && record[at]! <= 0xbf;
  let length = 0;
  for (let i = 0; i < record.length; i++) {
    const surrogate = record[i] === 0xed && within(i + 1, 0xa0);
    out[length++] = surrogate ? 0xff : record[i]!;
    if (surrogate) i += within(i + 2, 0x80) ? 2 : 1;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.subarray(0, length));
}

/** Value of a dotted name, nested or written with dots. */
function at(tree: Json | undefined, name: string): Json | undefined {
  if (!(tree instanceof Map)) return undefined;
  if (tree.has(name)) return tree.get(name);
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const value = at(tree.get(name.slice(0, dot)), name.slice(dot + 1));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cellText).join('; ');
  return typeof value === 'string' ? value : compact(value);
}

/** JSON without spaces. */
function compact(value: Json): string {
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${quoted(k)}:${compact(v)}`).join(',')}}`;
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (value instanceof Numeral) return value.text;
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

function line(cells: string[]): string {
  const quotedCells = cells.map((cell) => `"${formula.test(cell) ? "'" : ''}${cell.replaceAll('"', '""')}"`);
  return `${quotedCells.join(',')}\r\n`;
}
