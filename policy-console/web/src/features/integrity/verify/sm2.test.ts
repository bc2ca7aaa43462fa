import { createECDH, createPrivateKey, ECDH, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Bytes, joined, utf8 } from './bytes';
import { order, sm2Holds, sm2Point, sm2Verifies } from './sm2';

const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const big = (data: Uint8Array) => BigInt(`0x${Buffer.from(data).toString('hex')}`);

/** A signature in DER. */
function der(r: bigint, s: bigint): Bytes {
  const integer = (value: bigint) => {
    const hex = value.toString(16);
    const even = hex.length % 2 ? `0${hex}` : hex;
    const body = bytes(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even);
    return joined(Uint8Array.of(2, body.length), body);
  };
  const both = joined(integer(r), integer(s));
  return joined(Uint8Array.of(0x30, both.length), both);
}

/** The example of GB/T 32918.5-2017, A.2. */
const example = {
  key: bytes(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  ),
  message: utf8('message digest'),
  r: 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n,
  s: 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan,
};

describe('SM2', () => {
  it('agrees with the example of the standard', () => {
    expect(sm2Verifies(example.key, example.message, der(example.r, example.s))).toBe(true);
    expect(sm2Verifies(example.key, example.message, der(example.r, example.s), 'ALICE123@YAHOO.COM')).toBe(false);
    expect(sm2Verifies(example.key, utf8('message digesT'), der(example.r, example.s))).toBe(false);
    expect(sm2Verifies(example.key, example.message, der(example.r ^ 1n, example.s))).toBe(false);
    expect(sm2Verifies(example.key, example.message, der(example.r, example.s ^ 1n))).toBe(false);
  });

  it('agrees with OpenSSL, which signs without an identity, on keys and texts of every kind', () => {
    for (let i = 0; i < 20; i++) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
      // As generated it would sign with ECDSA on this curve.
      const signer = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      const key = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-65));
      const message = utf8('x'.repeat(i * 13));
      const signature = new Uint8Array(sign('sm3', message, signer));
      expect(sm2Verifies(key, message, signature, '')).toBe(true);
      // An r of 32 bytes could have a zero before it.
      if (signature[3] === 32) {
        const padded = joined(Uint8Array.of(0x30, signature.length - 1, 2, 33, 0), signature.subarray(4));
        expect(sm2Verifies(key, message, padded, '')).toBe(false);
      }
      signature[signature.length - 1]! ^= 1;
      expect(sm2Verifies(key, message, signature, '')).toBe(false);
    }
  });

  it('takes no key that is not a point of the curve', () => {
    expect(sm2Point(example.key)).not.toBeNull();
    const off = example.key.slice();
    off[64]! ^= 1;
    expect(sm2Point(off)).toBeNull();
    expect(sm2Verifies(off, example.message, der(example.r, example.s))).toBe(false);
    expect(sm2Point(joined(Uint8Array.of(2), example.key.subarray(1)))).toBeNull();
    expect(sm2Point(example.key.subarray(0, 64))).toBeNull();
    expect(sm2Point(new Uint8Array(65))).toBeNull();
  });

  it('takes no coordinate beyond the modulus, though it stands for a point', () => {
    const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
    const small = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n].flatMap((x) => {
      try {
        const compressed = `02${x.toString(16).padStart(64, '0')}`;
        return [[x, new Uint8Array(ECDH.convertKey(compressed, 'SM2', 'hex', undefined, 'uncompressed') as Buffer)] as const];
      } catch {
        // There is no point with this x.
        return [];
      }
    });
    const [x, key] = small[0]!;
    expect(sm2Point(key)).not.toBeNull();
    expect(sm2Point(joined(Uint8Array.of(4), bytes((x + p).toString(16)), key.subarray(33)))).toBeNull();
  });

  it('takes no numbers outside their range, though the equation would hold', () => {
    const point = sm2Point(example.key)!;
    const secret = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n;
    const x = (factor: bigint) => {
      const curve = createECDH('SM2');
      curve.setPrivateKey(bytes((((factor % order) + order) % order).toString(16).padStart(64, '0')));
      return big(curve.getPublicKey().subarray(1, 33));
    };
    const e = (r: bigint, s: bigint) => (((r - x(s + (r + s) * secret)) % order) + order) % order;
    const [r, s] = [12345n, 67890n];
    expect(sm2Holds(e(r, s), r, s, point)).toBe(true);
    expect(sm2Holds(e(0n, s), 0n, s, point)).toBe(false);
    expect(sm2Holds(e(r, 0n), r, 0n, point)).toBe(false);
    expect(sm2Holds(e(r, s), r, s + order, point)).toBe(false);
    // t is 0: holds for every key.
    expect(sm2Holds(e(r, order - r), r, order - r, point)).toBe(false);
  });

  it('adds points that are equal or opposite', () => {
    const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
    const curve = createECDH('SM2');
    const multiple = (factor: bigint) => {
      curve.setPrivateKey(bytes(factor.toString(16).padStart(64, '0')));
      return new Uint8Array(curve.getPublicKey());
    };
    const generator = sm2Point(multiple(1n))!;
    const opposite = [generator[0], p - generator[1], 1n] as const;
    const [r, s] = [11n, 31n];
    const x = (factor: bigint) => big(multiple(factor).subarray(1, 33));
    // s·G + (r + s)·G, and s·G − (r + s)·G, which has the x of r·G.
    expect(sm2Holds(order + r - (x(r + 2n * s) % order), r, s, generator)).toBe(true);
    expect(sm2Holds(order + r - (x(r) % order), r, s, opposite)).toBe(true);
    // Their sum is at infinity, which has no x.
    const back = order - 2n * s;
    expect(sm2Holds(back, back, s, generator)).toBe(false);
  });

  it('takes one encoding of a signature only', () => {
    const good = der(example.r, example.s);
    const verifies = (signature: Bytes) => sm2Verifies(example.key, example.message, signature);
    expect(verifies(joined(good, Uint8Array.of(0)))).toBe(false);
    expect(verifies(good.subarray(0, -1))).toBe(false);
    expect(verifies(new Uint8Array())).toBe(false);
    const [r, s] = [good.subarray(2, 2 + 2 + good[3]!), good.subarray(4 + good[3]!)];
    const sequence = (...parts: Uint8Array[]) => {
      const all = joined(...parts);
      return joined(Uint8Array.of(0x30, all.length), all);
    };
    expect(verifies(sequence(r, s))).toBe(true);
    expect(verifies(sequence(r, s, Uint8Array.of(2, 1, 0)))).toBe(false);
    expect(verifies(sequence(r))).toBe(false);
    // Without the zero before it r is a negative number.
    expect(verifies(sequence(Uint8Array.of(2, 32), r.subarray(3), s))).toBe(false);
    // The last number says that it is longer than the signature.
    expect(verifies(sequence(r, Uint8Array.of(2, s[1]! + 1), s.subarray(2)))).toBe(false);
    const longer = good.slice();
    longer[1]!++;
    expect(verifies(longer)).toBe(false);
    expect(verifies(joined(Uint8Array.of(0x30, 0x81), good.subarray(1)))).toBe(false);
  });
});
