import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bytes, hex, utf8 } from './bytes';
import { Fault } from './fault';
import { sm3 } from './sm3';
import { leafHash, rootOf } from './tree';
import { verify } from './verify';
import { unzip } from './zip';

/** Made by the product's own export: records 2 to 8 of a log of 10. */
const bundle = new Uint8Array(readFileSync(join(import.meta.dirname, 'testdata/range.zip')));
const key = 'test.watchfire+ada4d808+AR0b+UD7C+Q3lt7D+3Sx8wJtJfkp6DjCHtOWjcYFTKQL';
const otherKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';

const silent = () => undefined;
const codeOf = async (zip: Bytes, with_ = key) => {
  try {
    await verify(zip, with_, silent);
    return 'verified';
  } catch (cause) {
    if (cause instanceof Fault) return cause.code;
    throw cause;
  }
};
const changed = (at: number, to?: number) => {
  const copy = bundle.slice();
  copy[at] = to ?? copy[at]! ^ 1;
  return copy;
};

describe('a bundle that the product made', () => {
  it('is verified against the key of the site', async () => {
    const steps: string[] = [];
    const verdict = await verify(bundle, key, (p) => steps.push(p.step));
    expect(verdict.manifest).toMatchObject({ site: 'test.watchfire', stream: 'events', from: 2, to: 9, records: 7 });
    expect(verdict.logs[0]).toMatchObject({ origin: 'test.watchfire/events/2026q4', size: 10, records: 7 });
    expect(verdict.anchor).toBe('key');
    expect(verdict.left).toEqual([]);
    expect(verdict.sha256).toBe(createHash('sha256').update(bundle).digest('hex'));
    expect(new Set(steps)).toEqual(new Set(['zip', 'sums', 'records']));
  });

  it('is verified against its own word when there is no other, and that is said', async () => {
    expect((await verify(bundle, '', silent)).anchor).toBe('bundle');
  });

  it('is not verified against the key of another', async () => {
    expect(await codeOf(bundle, otherKey)).toBe('policy-key');
    expect(await codeOf(bundle, `site ${otherKey}\nquorum none\n`)).toBe('no-key');
    expect(await codeOf(bundle, 'test.watchfire+00000000+AR0b+UD7C+Q3lt7D+3Sx8wJtJfkp6DjCHtOWjcYFTKQL')).toBe('key-form');
    expect(await codeOf(bundle, 'nonsense')).toBe('key-form');
  });
});

describe('a bundle in which one byte was changed', () => {
  it('fails, wherever the byte is', async () => {
    for (let at = 0; at < bundle.length; at += 7) {
      expect(await codeOf(changed(at)), `byte ${at}`).not.toBe('verified');
    }
  }, 60_000);

  it('names the file and the place, also when the sum of the zip was made again', async () => {
    const { place, data } = unzip(bundle).get('log/0/records/000000')!;
    const copy = changed(place + 20);
    await expect(verify(copy, key, silent)).rejects.toMatchObject({
      code: 'crc',
      params: { file: 'log/0/records/000000', at: place },
    });
    resum(copy, 'log/0/records/000000', place, data.length);
    await expect(verify(copy, key, silent)).rejects.toMatchObject({
      code: 'changed-at',
      params: { file: 'log/0/records/000000', at: place },
    });
  });

  it('is refused when it is cut off or has something behind it', async () => {
    expect(await codeOf(bundle.slice(0, -1))).toBe('zip');
    expect(await codeOf(bundle.slice(0, 10))).toBe('zip');
    const longer = new Uint8Array(bundle.length + 1);
    longer.set(bundle);
    expect(await codeOf(longer)).toBe('zip');
    expect(await codeOf(new Uint8Array())).toBe('zip');
  });
});

/** Writes the CRC-32 anew into the local header and the directory, as a forger would. */
function resum(zip: Bytes, name: string, place: number, length: number): void {
  const view = new DataView(zip.buffer);
  let c = -1;
  for (let i = place; i < place + length; i++) {
    c ^= zip[i]!;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  const crc = (c ^ -1) >>> 0;
  view.setUint32(place - name.length - 16, crc, true);
  const raw = utf8(name);
  for (let at = view.getUint32(zip.length - 6, true); at < zip.length - 22; ) {
    const size = view.getUint16(at + 28, true);
    if (size === raw.length && raw.every((b, i) => b === zip[at + 46 + i])) view.setUint32(at + 16, crc, true);
    at += 46 + size;
  }
}

describe('SM3', () => {
  it('agrees with the examples of the standard', () => {
    expect(hex(sm3(utf8('abc')))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(hex(sm3(utf8('abcd'.repeat(16))))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  it('agrees with OpenSSL at every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
      expect(hex(sm3(data)), String(length)).toBe(createHash('sm3').update(data).digest('hex'));
    }
  });
});

describe('the tree', () => {
  it('has the roots of RFC 6962 for every set of leaves and the hashes between them', async () => {
    const all = await Promise.all(Array.from({ length: 13 }, (_, i) => leafHash(utf8(`entry ${i}`))));
    const root = await rootOf(13, all.map((hash, index) => ({ index, hash })), [], 'log');
    const of = (lo: number, hi: number): Promise<Bytes> =>
      rootOf(hi - lo, all.slice(lo, hi).map((hash, index) => ({ index, hash })), [], 'log');
    // One leaf: its audit path from left to right.
    const path = [await of(0, 8), await of(8, 10), all[11]!, all[12]!];
    expect(hex(await rootOf(13, [{ index: 10, hash: all[10]! }], path, 'log'))).toBe(hex(root));
    await expect(rootOf(13, [{ index: 10, hash: all[10]! }], [...path, all[0]!], 'log')).rejects.toMatchObject({ code: 'proof' });
    await expect(rootOf(13, [{ index: 13, hash: all[10]! }], path, 'log')).rejects.toMatchObject({ code: 'proof' });
  });
});
