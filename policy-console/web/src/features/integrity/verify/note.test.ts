import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { base64, joined, utf8 } from './bytes';
import { noteKey, readNote, signedBy } from './note';
import { signatureLine, sm2Key, vkey } from './testdata/site';

const text = 'log.example\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n';
const typedKey = (key: string) => base64(key.split('+').slice(2).join('+'));

/** A key of that type byte, in its text form and to sign with. */
function newKey(type: number): [vkey: string, secret: KeyObject] {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return [vkey('w.example', joined(Uint8Array.of(type), raw)), privateKey];
}

const noteWith = (...lines: string[]) => readNote(utf8(`${text}\n${lines.join('')}`), 'note');

describe('a note', () => {
  it('is signed by a key under its name, with what others have signed ignored', async () => {
    const [key, secret] = newKey(1);
    const line = signatureLine(key, sign(null, Buffer.from(text), secret));
    const [stranger] = newKey(1);
    const junk = signatureLine(stranger, new Uint8Array(64));
    expect(await signedBy(noteWith(junk, line), await noteKey(key))).toBe('good');
    expect(await signedBy(noteWith(junk), await noteKey(key))).toBe('none');
    const renamed = { ...(await noteKey(key)), name: 'v.example' };
    expect(await signedBy(noteWith(line), renamed)).toBe('none');
    // A good signature does not make up for a wrong one.
    await expect(signedBy(noteWith(line, signatureLine(key, new Uint8Array(64))), await noteKey(key))).rejects.toMatchObject({
      code: 'signature',
      params: { file: 'note', name: 'w.example' },
    });
  });

  it('is cosigned with a time, which is signed too and not before 1970', async () => {
    const [key, secret] = newKey(4);
    const cosigned = (seconds: bigint, said = seconds) => {
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${said}\n${text}`), secret);
      const time = Buffer.alloc(8);
      time.writeBigInt64BE(seconds);
      return signatureLine(key, Buffer.concat([time, signature]));
    };
    const outcome = async (line: string) => signedBy(noteWith(line), await noteKey(key)).catch((fault) => fault.code);
    expect(await outcome(cosigned(1_795_000_000n))).toBe('good');
    expect(await outcome(cosigned(0n))).toBe('good');
    expect(await outcome(cosigned(-1n))).toBe('signature');
    expect(await outcome(cosigned(1_795_000_000n, 1_795_000_001n))).toBe('signature');
    expect(await outcome(signatureLine(key, sign(null, Buffer.from(text), secret)))).toBe('signature');
    expect(await outcome(signatureLine(key, new Uint8Array(5)))).toBe('signature');
  });

  it('has one form', () => {
    const line = signatureLine(newKey(1)[0], new Uint8Array(64));
    expect(noteWith(...Array(100).fill(line)).signatures).toHaveLength(100);
    const bad = [
      `${text}\n${line.repeat(101)}`,
      `${text}${'a'.repeat(65_536)}\n\n${line}`,
      `${text}\n`,
      `${text}\n${line.trimEnd()}`,
      `${text}\n${line}\n`,
      `${text}\t\n\n${line}`,
      `${text}\n${line.replace('\u2014', '-')}`,
      `${text}\n${signatureLine('w.example+00000000', new Uint8Array())}`,
    ];
    for (const note of bad) {
      expect(() => readNote(utf8(note), 'note'), note.slice(-80)).toThrow(expect.objectContaining({ code: 'note-form' }));
    }
  });
});

describe('a key', () => {
  const codeOf = (key: string) => noteKey(key).then((k) => k.type, (fault) => fault.code);

  it('is of a type that notes are signed with', async () => {
    expect(await codeOf(newKey(1)[0])).toBe('ed25519');
    expect(await codeOf(newKey(4)[0])).toBe('ed25519-cosignature');
    expect(await codeOf(vkey('w', new Uint8Array(1313).fill(6)))).toBe('ml-dsa-44-cosignature');
    expect(await codeOf(sm2Key)).toBe('sm2');
    expect(await codeOf(newKey(2)[0])).toBe('key-type');
    expect(await codeOf(vkey('w', typedKey(sm2Key).subarray(0, -1)))).toBe('key-type');
  });

  it('of SM2 is a point of the curve', async () => {
    const typed = typedKey(sm2Key).slice();
    typed[typed.length - 1]! ^= 1;
    expect(await codeOf(vkey('gov.example', typed))).toBe('key-type');
  });

  it('fits the id that is written before it', async () => {
    expect(await codeOf(sm2Key.replace('gov.example', 'gov.examples'))).toBe('key-form');
    expect(await codeOf('gov.example+6b3f7cc0')).toBe('key-form');
  });
});
