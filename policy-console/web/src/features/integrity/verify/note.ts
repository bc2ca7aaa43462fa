/** Signed notes and their keys (C2SP signed-note and tlog-cosignature). */
import { type Bytes, base64, equal, hex, joined, sha256, textOf, utf8 } from './bytes';
import { Fault, require } from './fault';
import { sm2Point, sm2Verifies } from './sm2';

/** What a key signs and how; the names are those of trust policies. */
export type KeyType = 'ed25519' | 'ed25519-cosignature' | 'ml-dsa-44-cosignature' | 'sm2';

/** The bytes of the type, which stand before a key of that length. */
const forms: Record<KeyType, { prefix: Bytes; length: number }> = {
  ed25519: { prefix: Uint8Array.of(1), length: 32 },
  'ed25519-cosignature': { prefix: Uint8Array.of(4), length: 32 },
  'ml-dsa-44-cosignature': { prefix: Uint8Array.of(6), length: 1312 },
  sm2: { prefix: joined(Uint8Array.of(0xff), utf8('watchfire.org/sm2')), length: 65 },
};

export const keyTypes = Object.keys(forms) as KeyType[];

/** Longest note, and most signatures of one. */
const mostBytes = 65_536;
const mostSignatures = 100;
/** Bytes of the time before a cosignature. */
const timeLength = 8;

export interface NoteKey {
  name: string;
  type: KeyType;
  key: Bytes;
}

export interface Note {
  /** What it is called in what is said about it. */
  file: string;
  /** What is signed. */
  text: string;
  signatures: { name: string; id: Bytes; bytes: Bytes }[];
}

async function keyId({ name, type, key }: NoteKey): Promise<Bytes> {
  return (await sha256(joined(utf8(`${name}\n`), forms[type].prefix, key))).subarray(0, 4);
}

/** What a key is told from others by: `name+id`, with which its text form begins. */
export async function shortForm(key: NoteKey): Promise<string> {
  return `${key.name}+${hex(await keyId(key))}`;
}

/** Reads a key in its text form, `name+id+base64`. */
export async function noteKey(text: string): Promise<NoteKey> {
  const parts = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  require(parts, 'key-form');
  const typed = base64(parts[3]!);
  const type = keyTypes.find((t) => {
    const { prefix, length } = forms[t];
    return typed.length === prefix.length + length && equal(typed.subarray(0, prefix.length), prefix);
  });
  require(type, 'key-type');
  const read = { name: parts[1]!, type, key: typed.subarray(forms[type].prefix.length) };
  require(type !== 'sm2' || sm2Point(read.key), 'key-type');
  require(hex(await keyId(read)) === parts[2], 'key-form');
  return read;
}

/** Whether both are the same key, whatever its name and type. */
export function sameKey(one: NoteKey, other: NoteKey): boolean {
  return equal(one.key, other.key);
}

/** @param file what it is called in what is said about it */
export function readNote(note: Bytes, file: string): Note {
  require(note.length <= mostBytes, 'note-form', { file });
  const whole = textOf(note, file);
  // biome-ignore lint: control characters are what is looked for
  require(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(whole), 'note-form', { file });
  const split = whole.lastIndexOf('\n\n');
  require(split >= 0 && whole.endsWith('\n'), 'note-form', { file });
  const lines = whole.slice(split + 2, -1).split('\n');
  require(lines.length <= mostSignatures, 'note-form', { file });
  const signatures = lines.map((line) => {
    const match = /^\u2014 ([^ +]+) ([^ ]+)$/.exec(line);
    require(match, 'note-form', { file });
    const blob = base64(match[2]!);
    require(blob.length >= 5, 'note-form', { file });
    return { name: match[1]!, id: blob.subarray(0, 4), bytes: blob.subarray(4) };
  });
  return { file, text: whole.slice(0, split + 1), signatures };
}

async function ed25519(key: Bytes, signed: string, signature: Bytes): Promise<boolean> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotSupportedError') throw new Fault('no-ed25519');
    return false;
  }
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, utf8(signed));
}

async function cosigned(key: Bytes, text: string, signature: Bytes): Promise<boolean> {
  if (signature.length <= timeLength) return false;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigInt64(0);
  return seconds >= 0n && ed25519(key, `cosignature/v1\ntime ${seconds}\n${text}`, signature.subarray(timeLength));
}

/**
 * What a note has of a key: a good signature, none, or one of ML-DSA-44, which is not verified here.
 *
 * @throws Fault `signature` when one of the key is wrong
 */
export async function signedBy(note: Note, key: NoteKey): Promise<'good' | 'none' | 'unverified'> {
  const id = await keyId(key);
  const own = note.signatures.filter((s) => s.name === key.name && equal(s.id, id));
  if (own.length === 0) return 'none';
  for (const { bytes } of own) {
    let good: boolean;
    switch (key.type) {
      case 'ed25519':
        good = await ed25519(key.key, note.text, bytes);
        break;
      case 'ed25519-cosignature':
        good = await cosigned(key.key, note.text, bytes);
        break;
      case 'sm2':
        good = sm2Verifies(key.key, utf8(note.text), bytes);
        break;
      case 'ml-dsa-44-cosignature':
        return 'unverified';
    }
    require(good, 'signature', { file: note.file, name: key.name });
  }
  return 'good';
}

export interface Checkpoint {
  size: number;
  root: Bytes;
}

/** What a note says as a checkpoint (C2SP tlog-checkpoint) of this log, whoever signed it. */
export function checkpointOf(note: Note, origin: string): Checkpoint {
  const { file } = note;
  const lines = note.text.split('\n');
  require(lines.length >= 4 && lines[0] === origin, 'checkpoint', { file });
  require(/^(0|[1-9][0-9]{0,14})$/.test(lines[1]!), 'checkpoint', { file });
  const root = base64(lines[2]!);
  require(root.length === 32, 'checkpoint', { file });
  return { size: Number(lines[1]), root };
}
