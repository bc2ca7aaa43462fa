/** One log of a bundle: its checkpoint, its proof, and every record. */
import { type Bytes, equal, hex, sha256 } from './bytes';
import { Fault, require } from './fault';
import type { Manifest } from './manifest';
import type { Checkpoint } from './note';
import type { TableCheck } from './table';
import { type Leaf, leafHash, rootOf } from './tree';
import { cosignedCheckpoint, ownCheckpoint, type Signed, type Trust } from './trust';
import type { Member } from './zip';

export interface LogRun {
  files: Map<string, Member>;
  /** Names of the files that the format knows; those of the log are added. */
  known: Set<string>;
  manifest: Manifest;
  trust: Trust;
  table: TableCheck;
  /** Told with the number of records that were checked. */
  progress: (records: number) => void;
}

const rowBytes = 40;
/** Records that are hashed at once. */
const batch = 512;
const digestForm = /^\{"watchfire":\{"digest":\{"sha256":"([0-9a-f]{64})","size":([0-9]{1,18})\}\}\}$/;
/** No digest entry is longer. */
const longestDigest = 160;

export function file(files: Map<string, Member>, name: string): Bytes {
  const member = files.get(name);
  require(member, 'missing', { file: name });
  return member.data;
}

interface Frame {
  name: string;
  /** In the zip. */
  place: number;
  leaf: Bytes;
}

function* frames({ files, known }: LogRun, k: number): Generator<Frame> {
  for (let n = 0; ; n++) {
    const name = `log/${k}/records/${String(n).padStart(6, '0')}`;
    const member = files.get(name);
    if (!member) return;
    known.add(name);
    const { data, place } = member;
    for (let at = 0; at < data.length; ) {
      require(at + 2 <= data.length, 'frame', { file: name, at: place + at });
      const length = data[at]! * 256 + data[at + 1]!;
      require(at + 2 + length <= data.length, 'frame', { file: name, at: place + at });
      yield { name, place: place + at, leaf: data.subarray(at + 2, at + 2 + length) };
      at += 2 + length;
    }
  }
}

function rows(data: Bytes): Leaf[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / rowBytes }, (_, i) => {
    const index = Number(view.getBigUint64(i * rowBytes));
    require(Number.isSafeInteger(index), 'too-many', {});
    return { index, hash: data.subarray(i * rowBytes + 8, (i + 1) * rowBytes) };
  });
}

function hashes(data: Bytes): Bytes[] {
  return Array.from({ length: data.length / 32 }, (_, i) => data.subarray(i * 32, i * 32 + 32));
}

/**
 * Checks log k.
 *
 * @param expected number of the next record
 * @param before last checkpoint of the log before; null for the first
 * @returns number of the record after its last, and its checkpoint
 */
export async function checkLog(
  run: LogRun,
  k: number,
  expected: number,
  before: Checkpoint | null,
): Promise<{ expected: number; checkpoint: Signed }> {
  const { files, manifest, trust } = run;
  const entry = manifest.logs[k]!;
  const log = entry.origin;
  const own = `${manifest.site}/${manifest.stream}`;
  require(log === own || log.startsWith(`${own}/`), 'other-stream', { log });
  const prior = manifest.logs[k - 1];
  if (prior) require(entry.first === prior.first + prior.size, 'log-order', { log });
  const [name, leafName, proofName] = [`log/${k}/checkpoint`, `log/${k}/leaves`, `log/${k}/proof`];
  for (const own of [name, leafName, proofName]) run.known.add(own);
  const signed = await cosignedCheckpoint(trust, file(files, name), name, log);
  require(signed.size === entry.size, 'checkpoint', { file: name });
  const rowData = file(files, leafName);
  const proofData = file(files, proofName);
  require(rowData.length === rowBytes * entry.records && proofData.length % 32 === 0, 'leaves', { log });
  const leaves = rows(rowData);
  const root = await rootOf(signed.size, leaves, hashes(proofData), log);
  require(equal(root, signed.root), 'root', { log });
  let found = 0;
  let next = expected;
  let waiting: Frame[] = [];
  const look = async () => {
    const begin = found - waiting.length;
    const hashed = await Promise.all(waiting.map((f) => leafHash(f.leaf)));
    for (const [i, frame] of waiting.entries()) {
      const leaf = leaves[begin + i]!;
      const seq = entry.first + leaf.index;
      const where = { file: frame.name, at: frame.place, seq };
      require(equal(hashed[i]!, leaf.hash), 'record', where);
      const right = manifest.kind === 'range' ? seq === next : seq >= next && seq < manifest.to;
      require(right, 'record-order', where);
      if (leaf.index === 0 && before) await continues(run, k, frame, before);
      run.table.record(seq, await content(run, k, frame, seq));
      next = seq + 1;
    }
    waiting = [];
    run.progress(found);
  };
  for (const frame of frames(run, k)) {
    require(found < leaves.length, 'surplus', { file: frame.name, at: frame.place });
    waiting.push(frame);
    found++;
    if (waiting.length === batch) await look();
  }
  await look();
  require(found === leaves.length, 'records-missing', { log });
  return { expected: next, checkpoint: signed };
}

/** Record 0 of a later log is the last checkpoint of the log before. */
async function continues(run: LogRun, k: number, frame: Frame, before: Checkpoint): Promise<void> {
  let kept: Checkpoint;
  try {
    kept = await ownCheckpoint(run.trust, frame.leaf, frame.name, run.manifest.logs[k - 1]!.origin);
  } catch (cause) {
    if (cause instanceof Fault) throw new Fault('chain', { file: frame.name, at: frame.place });
    throw cause;
  }
  require(kept.size === before.size && equal(kept.root, before.root), 'chain', {
    file: frame.name,
    at: frame.place,
  });
}

/** The record: what is in the log, or the payload that a digest entry stands for. */
async function content({ files, known }: LogRun, k: number, { leaf }: Frame, seq: number): Promise<Bytes> {
  if (leaf.length > longestDigest) return leaf;
  const digest = digestForm.exec(new TextDecoder('latin1').decode(leaf));
  if (!digest) return leaf;
  const name = `log/${k}/payload/${digest[1]}`;
  known.add(name);
  const data = file(files, name);
  const right = data.length === Number(digest[2]) && hex(await sha256(data)) === digest[1];
  require(right, 'payload', { file: name, seq });
  return data;
}
