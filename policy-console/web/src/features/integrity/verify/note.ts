/** Signed notes and their keys (C2SP signed-note), with Ed25519 of the browser. */
import { type Bytes, base64, equal, hex, joined, sha256, textOf, utf8 } from './bytes';
import { Fault, require } from './fault';

const ed25519 = 1;

export interface NoteKey {
  name: string;
  /** 32 bytes. */
  key: Bytes;
}

async function keyId(name: string, typed: Bytes): Promise<Bytes> {
  return (await sha256(joined(utf8(`${name}\n`), typed))).subarray(0, 4);
}

/** Reads a key in its text form, `name+id+base64`. */
export async function noteKey(text: string): Promise<NoteKey> {
  const [name, id, rest] = [text.split('+', 1)[0]!, text.split('+', 2)[1], text.split('+').slice(2).join('+')];
  require(name !== '' && id !== undefined && rest !== '', 'key-form');
  const typed = base64(rest);
  require(typed.length === 33 && typed[0] === ed25519, 'key-type');
  require(hex(await keyId(name, typed)) === id, 'key-form');
  return { name, key: typed.subarray(1) };
}

async function signedBy(key: Bytes, text: Bytes, signature: Bytes): Promise<boolean> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotSupportedError') throw new Fault('no-ed25519');
    return false;
  }
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, text);
}

/**
 * The text of a note that this key has signed under this name.
 *
 * @param file what it is called in what is said about it
 */
export async function opened(note: Bytes, file: string, name: string, key: Bytes): Promise<string> {
  const whole = textOf(note, file);
  // biome-ignore lint: control characters are what is looked for
  require(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(whole), 'note-form', { file });
  const split = whole.lastIndexOf('\n\n');
  require(split >= 0 && whole.endsWith('\n'), 'note-form', { file });
  const text = whole.slice(0, split + 1);
  const id = await keyId(name, joined(new Uint8Array([ed25519]), key));
  let found = false;
  for (const line of whole.slice(split + 2, -1).split('\n')) {
    const match = /^\u2014 ([^ +]+) ([^ ]+)$/.exec(line);
    require(match, 'note-form', { file });
    const blob = base64(match[2]!);
    require(blob.length >= 5, 'note-form', { file });
    if (match[1] === name && equal(blob.subarray(0, 4), id)) {
      require(await signedBy(key, utf8(text), blob.subarray(4)), 'signature', { file, name });
      found = true;
    }
  }
  require(found, 'unsigned', { file, name });
  return text;
}

export interface Checkpoint {
  size: number;
  root: Bytes;
}

export async function checkpoint(note: Bytes, file: string, origin: string, key: Bytes): Promise<Checkpoint> {
  const lines = (await opened(note, file, origin, key)).split('\n');
  require(lines.length >= 4 && lines[0] === origin, 'checkpoint', { file });
  require(/^(0|[1-9][0-9]{0,14})$/.test(lines[1]!), 'checkpoint', { file });
  const root = base64(lines[2]!);
  require(root.length === 32, 'checkpoint', { file });
  return { size: Number(lines[1]), root };
}
