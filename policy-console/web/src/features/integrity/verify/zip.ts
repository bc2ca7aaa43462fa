/** The zip of the format: exactly one form, everything stored, no byte that belongs to nothing. */
import { type Bytes, equal, joined } from './bytes';
import { require } from './fault';

export interface Member {
  /** Where its content begins in the zip. */
  place: number;
  data: Bytes;
}

const endBytes = 22;
const longestName = 120;
const nameForm = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/;

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

export function crc32(data: Uint8Array): number {
  let c = -1;
  for (let i = 0; i < data.length; i++) c = crcTable[(c ^ data[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ -1) >>> 0;
}

/** Little-endian numbers of two or four bytes each. */
function packed(form: string, ...values: number[]): Bytes {
  const out = new Uint8Array([...form].reduce((sum, c) => sum + (c === 'H' ? 2 : 4), 0));
  const view = new DataView(out.buffer);
  let at = 0;
  [...form].forEach((c, i) => {
    if (c === 'H') view.setUint16(at, values[i]!, true);
    else view.setUint32(at, values[i]!, true);
    at += c === 'H' ? 2 : 4;
  });
  return out;
}

const common = (name: Uint8Array, crc: number, size: number) =>
  packed('HHHHHIIIHH', 10, 0, 0, 0, 0x21, crc, size, size, name.length, 0);

/**
 * The members by name, in their order.
 *
 * @throws Fault at the first byte that is not as it must be
 */
export function unzip(zip: Bytes): Map<string, Member> {
  require(zip.length >= endBytes, 'zip', { at: 0 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - endBytes;
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  const last = packed('IHHHHIIH', 0x06054b50, 0, 0, count, count, size, start, 0);
  require(equal(zip.subarray(end), last) && start + size === end, 'zip', { at: end });
  const files = new Map<string, Member>();
  let at = start;
  let place = 0;
  for (let i = 0; i < count; i++) {
    require(at + 46 <= end, 'zip', { at });
    const crc = view.getUint32(at + 16, true);
    const length = view.getUint32(at + 20, true);
    const raw = zip.subarray(at + 46, at + 46 + view.getUint16(at + 28, true));
    const name = String.fromCharCode(...raw.subarray(0, longestName + 1));
    require(raw.length <= longestName && nameForm.test(name) && !files.has(name), 'zip-name', { at });
    const central = joined(
      packed('IH', 0x02014b50, 10),
      common(raw, crc, length),
      packed('HHHII', 0, 0, 0, 0, place),
      raw,
    );
    require(equal(zip.subarray(at, at + central.length), central), 'zip', { at });
    const local = joined(packed('I', 0x04034b50), common(raw, crc, length), raw);
    require(equal(zip.subarray(place, place + local.length), local), 'zip', { at: place });
    const body = place + local.length;
    require(body + length <= start, 'zip', { at: place });
    const data = zip.subarray(body, body + length);
    require(crc32(data) === crc, 'crc', { file: name, at: body });
    files.set(name, { place: body, data });
    at += central.length;
    place = body + length;
  }
  require(at === end && place === start, 'zip', { at: place });
  return files;
}
