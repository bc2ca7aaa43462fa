/**
 * JSON (RFC 8259) of at most 64 levels, in which no name comes twice in an object and no string has
 * half a character. Objects keep the order of their members, numbers their digits.
 */
import { Fault } from './fault';

export type Json = null | boolean | string | Numeral | Json[] | Map<string, Json>;

const deepest = 64;
const longestNumber = 100;
/** Bounds of an exponent and of the digits behind the point, as of Java's BigDecimal. */
const [leastScale, mostScale] = [-(2 ** 31), 2 ** 31 - 1];

/** A number in the form of Java's `BigDecimal.toString()`. */
export class Numeral {
  private constructor(readonly text: string) {}

  /** @returns null beyond all bounds */
  static of(literal: string): Numeral | null {
    const [, sign, whole, fraction, power] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal)!;
    if (literal.length > longestNumber) return null;
    const digits = `${whole}${fraction ?? ''}`.replace(/^0+(?=\d)/, '');
    const minus = digits === '0' ? '' : sign!;
    const exponent = Number(power ?? 0);
    const scale = (fraction?.length ?? 0) - exponent;
    if ([exponent, scale].some((n) => n < leastScale || n > mostScale)) return null;
    return new Numeral(minus + placed(digits, scale));
  }
}

/** So many of the digits stand behind the point. */
function placed(digits: string, scale: number): string {
  const exponent = digits.length - 1 - scale;
  if (scale === 0) return digits;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, '0');
    return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return exponent === 0 ? mantissa : `${mantissa}E${exponent > 0 ? '+' : ''}${exponent}`;
}

/** @throws Fault `json` naming the file and the character */
export function parseJson(text: string, file: string): Json {
  return new Reader(text, file).all();
}

const numbers = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const words = new Map<string, null | boolean>([['true', true], ['false', false], ['null', null]]);

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  all(): Json {
    const value = this.value();
    if (this.next() !== '') throw this.fault();
    return value;
  }

  private fault(): Fault {
    return new Fault('json', { file: this.file, at: this.at });
  }

  /** The next character that is no space; empty at the end. */
  private next(): string {
    for (;;) {
      const c = this.text.charAt(this.at);
      if (c !== ' ' && c !== '\n' && c !== '\t' && c !== '\r') return c;
      this.at++;
    }
  }

  private value(): Json {
    const c = this.next();
    if (c === '{') return this.object();
    if (c === '[') return this.array();
    if (c === '"') return this.string();
    return c === '-' || (c >= '0' && c <= '9') ? this.number() : this.word();
  }

  private object(): Json {
    const members = new Map<string, Json>();
    this.enter();
    if (!this.closes('}')) {
      do {
        if (this.next() !== '"') throw this.fault();
        const name = this.string();
        if (this.next() !== ':' || members.has(name)) throw this.fault();
        this.at++;
        members.set(name, this.value());
      } while (this.more('}'));
    }
    this.depth--;
    return members;
  }

  private array(): Json {
    const items: Json[] = [];
    this.enter();
    if (!this.closes(']')) {
      do items.push(this.value());
      while (this.more(']'));
    }
    this.depth--;
    return items;
  }

  private enter(): void {
    if (++this.depth > deepest) throw this.fault();
    this.at++;
  }

  private closes(end: string): boolean {
    if (this.next() !== end) return false;
    this.at++;
    return true;
  }

  private more(end: string): boolean {
    const c = this.next();
    if (c !== ',' && c !== end) throw this.fault();
    this.at++;
    return c === ',';
  }

  private string(): string {
    const start = ++this.at;
    let escaped = false;
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      // At the end of the text this is no number.
      if (!(c >= 0x20)) throw this.fault();
      if (c === 0x22) break;
      if (c === 0x5c) {
        escapes.lastIndex = this.at;
        const escape = escapes.exec(this.text);
        if (!escape) throw this.fault();
        escaped = true;
        this.at += escape[0].length;
      } else this.at++;
    }
    const raw = this.text.slice(start, this.at++);
    if (!escaped) return raw;
    const string = JSON.parse(`"${raw}"`) as string;
    if (/\p{Surrogate}/u.test(string)) throw this.fault();
    return string;
  }

  private number(): Numeral {
    numbers.lastIndex = this.at;
    const literal = numbers.exec(this.text)?.[0];
    const number = literal === undefined ? null : Numeral.of(literal);
    if (!number) throw this.fault();
    this.at += literal!.length;
    return number;
  }

  private word(): null | boolean {
    for (const [word, value] of words) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    throw this.fault();
  }
}
