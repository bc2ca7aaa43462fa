/** JSON in which no name comes twice; whole numbers only, up to what a browser counts exactly. */
import { Fault } from './fault';

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

const deepest = 64;
const tokens = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*))(?![0-9.eE])|(true|false|null))[ \t\r\n]*/y;

/** @throws Fault `json` naming the file */
export function parseStrict(text: string, file: string): Value {
  let at = 0;
  let token = '';
  const is = (word: string) => token === word;
  const fail = () => new Fault('json', { file, at });
  const next = () => {
    tokens.lastIndex = at;
    const match = tokens.exec(text);
    if (!match) throw fail();
    at = tokens.lastIndex;
    token = (match[1] ?? match[2] ?? match[3] ?? match[4])!;
  };
  const value = (depth: number): Value => {
    if (depth > deepest) throw fail();
    if (token === '{') return members(depth);
    if (token === '[') return items(depth);
    if (token.startsWith('"')) return JSON.parse(token) as string;
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    const number = Number(token);
    if (!/^-?\d/.test(token) || !Number.isSafeInteger(number)) throw fail();
    return number;
  };
  const members = (depth: number): Value => {
    const all: [string, Value][] = [];
    const names = new Set<string>();
    next();
    while (!is('}')) {
      if (!token.startsWith('"')) throw fail();
      const name = JSON.parse(token) as string;
      if (names.has(name)) throw fail();
      names.add(name);
      next();
      if (!is(':')) throw fail();
      next();
      all.push([name, value(depth + 1)]);
      next();
      if (is(',')) {
        next();
        if (is('}')) throw fail();
      } else if (!is('}')) throw fail();
    }
    // Not assignments: a member may be named __proto__.
    return Object.fromEntries(all);
  };
  const items = (depth: number): Value => {
    const all: Value[] = [];
    next();
    while (!is(']')) {
      all.push(value(depth + 1));
      next();
      if (is(',')) {
        next();
        if (is(']')) throw fail();
      } else if (!is(']')) throw fail();
    }
    return all;
  };
  next();
  const all = value(0);
  if (at !== text.length) throw fail();
  return all;
}
