/**
 * A site for tests, with bundles that the product made: its ledger is signed with an Ed25519 and an
 * SM2 key and cosigned by witnesses. Written by EvidenceExport over StreamLedger; the cosignatures
 * were added to the published checkpoints with NoteSigner.
 *
 * both.zip     two logs; records of every form that a readable copy has to deal with
 * ml-dsa.zip   a witness more, of ML-DSA-44, without which the quorum is met
 * quorum.zip   the same, and it is not
 * link.zip     asks for Ed25519 alone; the first entry of its second log, a checkpoint, has no more
 */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, base64, joined, textOf, utf8 } from '../bytes';
import { Fault } from '../fault';
import { verify } from '../verify';
import { crc32, unzip } from '../zip';

export const ed25519Key = 'gov.example+68107ca7+AVtR2R6oqDDLMdixMw8IN+Tg64Y2bu0rHfqog6DR3VaQ';
export const sm2Key = 'gov.example+6b3f7cc0+/3dhdGNoZmlyZS5vcmcvc20yBCGw6NDLPOYQZcrShIAjuU5zxsNfDA69X/isSv3EOEXdt1XenfcGaK1l9F2/9nJl1lA/gd2aJGTxWzI1FLDxnAc=';
export const witnessKeys = [
  'w1.example+d0098a60+BNwNDqVZgG5tVrLQCIdiKcnsAVGuMJBg+TEM1etVxF3x',
  'w2.example+b503f9ec+BK4D3DCGgj72YVUwHGGUWLd7HqlZn/5nfs2dYVmT5bvE',
  'w3.example+e2407b17+BNf6tPf1vK21UZpj8VgD2k6RsA7lU0cVu9n04ZX6lgJw',
];
export const witnessLines = witnessKeys.map((key, i) => `witness w${i + 1} ${key}\n`).join('');
export const siteLines = `site ${ed25519Key}\nsite ${sm2Key}\n`;

/** What the bundle both.zip says should be trusted. */
export const policy = `${siteLines}require ed25519 sm2\n${witnessLines}group house 2 w1 w2 w3\nquorum house\n`;

/** Signs bundles; who has it can make any that is not proven otherwise. */
const evidenceKey = 'PRIVATE+KEY+gov.example/evidence+fdeb1b34+AUBKnhEnaA6Z12yporeDeC5jupmFRLN7ylOJgdZTdWL5';

export const bundle = (name: string): Bytes => new Uint8Array(readFileSync(join(import.meta.dirname, name)));

/** The fault that a bundle has, or `verified`. */
export async function outcome(zip: Bytes, given: string): Promise<string> {
  try {
    await verify(zip, given, () => undefined);
    return 'verified';
  } catch (cause) {
    if (cause instanceof Fault) return cause.code;
    throw cause;
  }
}

interface Draft {
  files: Map<string, Bytes>;
  // biome-ignore lint: what a forger writes has any form
  manifest: any;
}

/**
 * A bundle with other files or another manifest, with sums and signature that fit.
 *
 * @param say what is signed, when it is not what fits
 */
export function forged(zip: Bytes, change: (draft: Draft) => void, say = (fits: string) => fits): Bytes {
  const files = new Map([...unzip(zip)].map(([name, { data }]) => [name, data]));
  const manifest = JSON.parse(textOf(files.get('manifest.json')!, ''));
  files.delete('manifest.json');
  files.delete('manifest.sig');
  change({ files, manifest });
  manifest.files = [...files].map(([name, data]) => ({
    name,
    size: data.length,
    sha256: sum('sha256', data),
    sm3: sum('sm3', data),
  }));
  const json = utf8(JSON.stringify(manifest));
  const text = `watchfire.org/evidence-manifest/v1\ngov.example\nsha256 ${sum('sha256', json)}\nsm3 ${sum('sm3', json)}\n`;
  return zipOf(files.set('manifest.json', json).set('manifest.sig', utf8(signed(say(text)))));
}

/** A bundle in which the text of a file is another; nothing else is made to fit but the zip. */
export function replaced(zip: Bytes, name: string, change: (text: string) => string): Bytes {
  const files = new Map([...unzip(zip)].map(([n, { data }]) => [n, data]));
  return zipOf(files.set(name, utf8(change(textOf(files.get(name)!, name)))));
}

/** The text form of a key of these bytes, type and key. */
export function vkey(name: string, typed: Uint8Array): string {
  const id = sum('sha256', joined(utf8(`${name}\n`), typed)).slice(0, 8);
  return `${name}+${id}+${Buffer.from(typed).toString('base64')}`;
}

/** A signature line. */
export function signatureLine(key: string, signature: Uint8Array): string {
  const [name, id] = key.split('+', 2) as [string, string];
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`;
}

/** Changes the text of a file. */
export function edit({ files }: Draft, name: string, change: (text: string) => string): void {
  files.set(name, utf8(change(textOf(files.get(name)!, name))));
}

/** A note without the signatures of the n-th lines. */
export function unsigned(note: string, ...lines: number[]): string {
  const [text, signatures] = note.split('\n\n') as [string, string];
  return `${text}\n\n${signatures.split('\n').filter((_, i) => !lines.includes(i)).join('\n')}`;
}

/** A note in whose n-th signature one bit of one byte is another, counted from behind the key id. */
export function tampered(note: string, line: number, byte: number): string {
  const [text, signatures] = note.split('\n\n') as [string, string];
  const lines = signatures.split('\n');
  const [dash, name, blob] = lines[line]!.split(' ') as [string, string, string];
  const bytes = base64(blob);
  bytes[4 + byte]! ^= 1;
  lines[line] = `${dash} ${name} ${Buffer.from(bytes).toString('base64')}`;
  return `${text}\n\n${lines.join('\n')}`;
}

function sum(algorithm: string, data: Uint8Array): string {
  return createHash(algorithm).update(data).digest('hex');
}

function signed(text: string): string {
  const [, , name, id] = evidenceKey.split('+');
  const seed = base64(evidenceKey.split('+').slice(4).join('+')).subarray(1);
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const signature = sign(null, Buffer.from(text), createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  return `${text}\n${signatureLine(`${name}+${id}`, signature)}`;
}

function zipOf(files: Map<string, Bytes>): Bytes {
  const local: Bytes[] = [];
  const central: Bytes[] = [];
  let at = 0;
  for (const [name, data] of files) {
    const head = Buffer.alloc(26);
    head.writeUInt16LE(10, 0);
    head.writeUInt16LE(0x21, 8);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    central.push(joined(Buffer.from('504b01020a00', 'hex'), head, place, utf8(name)));
    const member = joined(Buffer.from('504b0304', 'hex'), head, utf8(name), data);
    local.push(member);
    at += member.length;
  }
  const directory = joined(...central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return joined(...local, directory, end);
}
