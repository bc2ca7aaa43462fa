/**
 * Trust policies: C2SP tlog-policy with two lines more, `site <vkey>` for a key of all logs of a
 * site, and `require <type>...` for types of a log's own keys that must all have signed.
 */
import { Fault } from './fault';
import { type KeyType, keyTypes, type NoteKey, noteKey, sameKey } from './note';

export interface LogKey {
  key: NoteKey;
  /** Whether it is of every log whose origin is its name or lies below it, under that origin. */
  site: boolean;
}

export interface Witness {
  /** In the policy; of no meaning elsewhere. */
  name: string;
  key: NoteKey;
}

/** A witness by name, or so many members of a group; null asks for none. */
export type Quorum = null | string | { threshold: number; members: Quorum[] };

export interface Policy {
  keys: LogKey[];
  /** Without any, one key of the log is enough. */
  required: KeyType[];
  witnesses: Witness[];
  quorum: Quorum;
}

const mostLines = 1024;

/** A key is one word, a policy has several. */
export function isPolicy(text: string): boolean {
  return /\s/.test(text.trim());
}

/** @throws Fault `code` naming the line that is wrong, or 0 when one is missing */
export function readPolicy(text: string, code: string): Promise<Policy> {
  return new Reader(code).read(text);
}

class Reader {
  private line = 0;
  private readonly keys: LogKey[] = [];
  private readonly required: KeyType[] = [];
  private readonly witnesses: Witness[] = [];
  private readonly defined = new Map<string, Quorum>();
  private readonly grouped = new Set<string>();
  private quorum: Quorum | undefined;

  constructor(private readonly code: string) {}

  async read(text: string): Promise<Policy> {
    const lines = text.split('\n');
    this.check(lines.length <= mostLines);
    for (const line of lines) {
      this.line++;
      this.check(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line));
      const words = line.split(/[ \t]+/).filter((word) => word !== '');
      if (words.length > 0 && !words[0]!.startsWith('#')) await this.take(words[0]!, words.slice(1));
    }
    this.line = 0;
    const { keys, required, witnesses, quorum } = this;
    this.check(required.every((type) => keys.some((k) => k.key.type === type)));
    if (quorum === undefined) throw this.fault();
    return { keys, required, witnesses, quorum };
  }

  private fault(): Fault {
    return new Fault(this.code, { line: this.line });
  }

  private check(condition: boolean): void {
    if (!condition) throw this.fault();
  }

  private async take(word: string, words: string[]): Promise<void> {
    if (word === 'log') await this.takeLog(words, false);
    else if (word === 'site') await this.takeLog(words, true);
    else if (word === 'require') this.takeRequired(words);
    else if (word === 'witness') await this.takeWitness(words);
    else if (word === 'group') this.takeGroup(words);
    else if (word === 'quorum') this.takeQuorum(words);
    else throw this.fault();
  }

  private async key(vkey: string): Promise<NoteKey> {
    try {
      return await noteKey(vkey);
    } catch (cause) {
      throw cause instanceof Fault ? this.fault() : cause;
    }
  }

  private url(word: string | undefined): void {
    this.check(word === undefined || /^[a-z][a-z0-9+.-]*:\/\/./i.test(word));
  }

  private define(name: string, quorum: Quorum): void {
    this.check(name !== 'none' && !this.defined.has(name));
    this.defined.set(name, quorum);
  }

  private known(name: string): Quorum {
    const quorum = this.defined.get(name);
    if (quorum === undefined) throw this.fault();
    return quorum;
  }

  private async takeLog(words: string[], site: boolean): Promise<void> {
    this.check(words.length === 1 || (!site && words.length === 2));
    const key = await this.key(words[0]!);
    this.url(words[1]);
    this.check(!this.keys.some((known) => sameKey(known.key, key)));
    this.keys.push({ key, site });
  }

  private takeRequired(words: string[]): void {
    this.check(words.length > 0);
    for (const word of words) {
      const type = keyTypes.find((t) => t === word);
      if (!type || this.required.includes(type)) throw this.fault();
      this.required.push(type);
    }
  }

  private async takeWitness(words: string[]): Promise<void> {
    this.check(words.length === 2 || words.length === 3);
    const [name, vkey] = words as [string, string];
    const key = await this.key(vkey);
    this.check(key.type === 'ed25519-cosignature' || key.type === 'ml-dsa-44-cosignature');
    this.check(!this.witnesses.some((known) => sameKey(known.key, key)));
    this.url(words[2]);
    this.define(name, name);
    this.witnesses.push({ name, key });
  }

  private takeGroup(words: string[]): void {
    this.check(words.length >= 3);
    const [name, enough, ...names] = words as [string, string, ...string[]];
    const members = names.map((member) => {
      this.check(!this.grouped.has(member));
      this.grouped.add(member);
      return this.known(member);
    });
    this.define(name, { threshold: this.threshold(enough, members.length), members });
  }

  private threshold(word: string, members: number): number {
    if (word === 'all') return members;
    if (word === 'any') return 1;
    const threshold = /^[1-9][0-9]{0,3}$/.test(word) ? Number(word) : 0;
    this.check(threshold >= 1 && threshold <= members);
    return threshold;
  }

  private takeQuorum(words: string[]): void {
    this.check(words.length === 1 && this.quorum === undefined);
    this.quorum = words[0] === 'none' ? null : this.known(words[0]!);
  }
}
