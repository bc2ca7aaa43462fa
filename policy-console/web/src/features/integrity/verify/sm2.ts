/**
 * SM2 signatures with SM3 (GB/T 32918.2-2016) on the curve of GB/T 32918.5-2017, which browsers do
 * not offer. Only verification: nothing secret comes here, so time may depend on the numbers.
 */
import { joined, utf8 } from './bytes';
import { sm3 } from './sm3';

const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const a = p - 3n;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const gx = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const gy = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;

/** The order of the base point, a prime. */
export const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/** The identity that is customary where nobody has one of his own. */
const customary = '1234567812345678';

const bits = 256;
const bytes = 32;
const uncompressed = 4;
/** Bytes of a key: the kind of encoding and both coordinates. */
const keyLength = 1 + 2 * bytes;

/** In Jacobian coordinates: (x / z², y / z³); z is 0 at infinity. */
type Point = readonly [x: bigint, y: bigint, z: bigint];

const infinity: Point = [1n, 1n, 0n];
const base: Point = [gx, gy, 1n];

const mod = (x: bigint, m: bigint) => {
  const rest = x % m;
  return rest < 0n ? rest + m : rest;
};

function twice([x, y, z]: Point): Point {
  const zz = mod(z * z, p);
  const yy = mod(y * y, p);
  const xyy = mod(x * yy, p);
  const slope = mod(3n * (x - zz) * (x + zz), p);
  const x3 = mod(slope * slope - 8n * xyy, p);
  return [x3, mod(slope * (4n * xyy - x3) - 8n * yy * yy, p), mod(2n * y * z, p)];
}

function sum(one: Point, other: Point): Point {
  if (one[2] === 0n) return other;
  if (other[2] === 0n) return one;
  const [x1, y1, z1] = one;
  const [x2, y2, z2] = other;
  const [zz1, zz2] = [mod(z1 * z1, p), mod(z2 * z2, p)];
  const [u1, u2] = [mod(x1 * zz2, p), mod(x2 * zz1, p)];
  const [s1, s2] = [mod(y1 * zz2 * z2, p), mod(y2 * zz1 * z1, p)];
  if (u1 === u2) return s1 === s2 ? twice(one) : infinity;
  const h = u2 - u1;
  const r = s2 - s1;
  const hh = mod(h * h, p);
  const x3 = mod(r * r - h * hh - 2n * u1 * hh, p);
  return [x3, mod(r * (u1 * hh - x3) - s1 * h * hh, p), mod(h * z1 * z2, p)];
}

/** s·G + t·P, both factors bit by bit together. */
function combined(s: bigint, t: bigint, point: Point): Point {
  const both = sum(base, point);
  let all = infinity;
  for (let bit = BigInt(bits - 1); bit >= 0n; bit--) {
    all = twice(all);
    const ofBase = (s >> bit) & 1n;
    const ofPoint = (t >> bit) & 1n;
    if (ofBase && ofPoint) all = sum(all, both);
    else if (ofBase) all = sum(all, base);
    else if (ofPoint) all = sum(all, point);
  }
  return all;
}

/** 1 / x modulo p (Fermat). */
function inverse(x: bigint): bigint {
  let result = 1n;
  let square = x;
  for (let left = p - 2n; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square, p);
    square = mod(square * square, p);
  }
  return result;
}

function number(big: Uint8Array): bigint {
  return big.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
}

function encoded(value: bigint): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * (bytes - 1 - i))) & 255n));
}

/** The point that an uncompressed key of 65 bytes is; null when it is none of the curve. */
export function sm2Point(key: Uint8Array): Point | null {
  if (key.length !== keyLength || key[0] !== uncompressed) return null;
  const x = number(key.subarray(1, 1 + bytes));
  const y = number(key.subarray(1 + bytes));
  if (x >= p || y >= p || mod(y * y - (x * x * x + a * x + b), p) !== 0n) return null;
  return [x, y, 1n];
}

/** Whether (r, s) is a signature by this point of what hashes to e: GB/T 32918.2, 7.1, B1 to B7. */
export function sm2Holds(e: bigint, r: bigint, s: bigint, point: Point): boolean {
  if (r < 1n || r >= order || s < 1n || s >= order) return false;
  const t = mod(r + s, order);
  if (t === 0n) return false;
  const [x, , z] = combined(s, t, point);
  if (z === 0n) return false;
  return mod(e + mod(x * inverse(mod(z * z, p)), p), order) === r;
}

/** r and s of a signature in DER, in its one canonical form; null when it is none. */
function pair(der: Uint8Array): [bigint, bigint] | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const found: bigint[] = [];
  let at = 2;
  while (at < der.length) {
    const length = der[at + 1] ?? 0;
    const value = der.subarray(at + 2, at + 2 + length);
    const padded = value[0] === 0 && value.length > 1;
    if (der[at] !== 0x02 || value.length !== length) return null;
    if (value[0]! >= 0x80 || (padded && value[1]! < 0x80)) return null;
    found.push(number(value));
    at += 2 + length;
  }
  return found.length === 2 ? [found[0]!, found[1]!] : null;
}

/**
 * Whether this is a signature in DER of the message by the key, which is an uncompressed point.
 *
 * @param identity of the signer, at most 8191 bytes
 */
export function sm2Verifies(key: Uint8Array, message: Uint8Array, der: Uint8Array, identity = customary): boolean {
  const point = sm2Point(key);
  const signature = pair(der);
  if (!point || !signature) return false;
  const id = utf8(identity);
  const length = Uint8Array.of((8 * id.length) >> 8, (8 * id.length) & 255);
  const z = sm3(joined(length, id, encoded(a), encoded(b), encoded(gx), encoded(gy), key.subarray(1)));
  return sm2Holds(number(sm3(joined(z, message))), ...signature, point);
}
