/**
 * Verifier of evidence bundles after docs/evidence-format.md, for the browser. What it leaves to
 * the stand-alone verifier is in {@link Verdict.left}.
 */
import { type Bytes, hex, sha256, textOf } from './bytes';
import { Fault, require } from './fault';
import { checkLog, file } from './log';
import { type BundleLog, type Manifest, readManifest } from './manifest';
import { noteKey, readNote, signedBy } from './note';
import { isPolicy, readPolicy } from './policy';
import { sm3 } from './sm3';
import { table, tableCheck } from './table';
import { anchored, ownSigners, type Signed, type Trust } from './trust';
import { type Member, unzip } from './zip';

/**
 * What was trusted: the policy or the key that was given, or the policy inside the bundle. With a
 * key, what else is asked for is still what the policy inside says.
 */
export type Anchor = 'policy' | 'key' | 'bundle';

export interface Progress {
  step: 'zip' | 'sums' | 'records';
  done: number;
  total: number;
}

export type VerifiedLog = BundleLog & { root: string } & Pick<Signed, 'signers' | 'witnesses'>;

/** What is not checked here, or could not be. */
export type Left = 'query' | 'report' | 'ml-dsa' | 'quorum';

export interface Verdict {
  manifest: Manifest;
  anchor: Anchor;
  logs: VerifiedLog[];
  bytes: number;
  sha256: string;
  left: Left[];
}

/** Larger files are for the stand-alone verifier. */
export const mostBytes = 512 * 1024 * 1024;

const [policyFile, certificate, report] = ['trust/policy', 'trust/evidence-key', 'report.pdf'];
const required = ['manifest.json', 'manifest.sig', certificate, policyFile, table];

/**
 * @param given vkey or trust policy of the site, from elsewhere than the bundle; empty: the bundle's
 *     own word is taken
 * @throws Fault at the first thing that is not as it must be
 */
export async function verify(zip: Bytes, given: string, progress: (p: Progress) => void): Promise<Verdict> {
  require(globalThis.crypto?.subtle, 'no-webcrypto');
  require(zip.length <= mostBytes, 'too-large', { mib: mostBytes / 1024 / 1024 });
  progress({ step: 'zip', done: 0, total: 1 });
  const files = unzip(zip);
  for (const name of required) file(files, name);
  const [anchor, trust] = await trusted(given.trim(), textOf(file(files, policyFile), policyFile));
  const manifest = await signedManifest(files, trust);
  await sums(files, manifest, progress);
  const logs = await records(files, manifest, trust, progress);
  matches(files, manifest);
  return {
    manifest,
    anchor,
    logs: logs.map(({ unverified, quorum, ...log }) => ({ ...log, root: hex(log.root) })),
    bytes: zip.length,
    sha256: hex(await sha256(zip)),
    left: leftOut(files, manifest, logs),
  };
}

async function trusted(given: string, inside: string): Promise<[Anchor, Trust]> {
  if (isPolicy(given)) return ['policy', { policy: await readPolicy(given, 'policy-given'), anchor: null }];
  const key = given === '' ? null : await noteKey(given);
  const policy = await readPolicy(inside, 'policy');
  return key ? ['key', anchored(policy, key)] : ['bundle', { policy, anchor: null }];
}

/** The manifest, if a key has signed it that the site has certified. */
async function signedManifest(files: Map<string, Member>, trust: Trust): Promise<Manifest> {
  const json = file(files, 'manifest.json');
  const certified = readNote(file(files, certificate), certificate);
  const [title, site, vkey, ...rest] = certified.text.split('\n');
  require(title === 'watchfire.org/evidence-key/v1' && rest.length === 1, 'certificate');
  const signer = await noteKey(vkey!);
  require(signer.name === `${site}/evidence`, 'certificate');
  await ownSigners(trust, certified, `${site}/evidence-keys`);
  const note = readNote(file(files, 'manifest.sig'), 'manifest.sig');
  const signed = await signedBy(note, signer);
  const where = { file: note.file, name: signer.name };
  require(signed !== 'unverified', 'no-ml-dsa', where);
  require(signed === 'good', 'unsigned', where);
  const lines = note.text.split('\n');
  const form = lines.length === 5 && lines[0] === 'watchfire.org/evidence-manifest/v1' && lines[1] === site;
  require(form, 'note-form', { file: note.file });
  require(lines[2] === `sha256 ${hex(await sha256(json))}`, 'changed', { file: 'manifest.json' });
  require(lines[3] === `sm3 ${hex(sm3(json))}`, 'changed', { file: 'manifest.json' });
  const manifest = readManifest(textOf(json, 'manifest.json'));
  require(manifest.site === site, 'other-site', { site: manifest.site });
  return manifest;
}

/** Every file is the one the manifest names, in its order, and there is no other. */
async function sums(files: Map<string, Member>, manifest: Manifest, progress: (p: Progress) => void): Promise<void> {
  const there = [...files.keys()];
  const named = [...manifest.files.map((f) => f.name), 'manifest.json', 'manifest.sig'];
  const at = there.findIndex((name, i) => name !== named[i]);
  require(at < 0, 'file-list', { file: there[at] ?? '' });
  require(there.length === named.length, 'missing', { file: named[there.length] ?? '' });
  for (const [i, entry] of manifest.files.entries()) {
    progress({ step: 'sums', done: i, total: manifest.files.length });
    const { data, place } = files.get(entry.name)!;
    const same =
      data.length === entry.size && hex(await sha256(data)) === entry.sha256 && hex(sm3(data)) === entry.sm3;
    require(same, 'changed-at', { file: entry.name, at: place });
  }
}

async function records(
  files: Map<string, Member>,
  manifest: Manifest,
  trust: Trust,
  progress: (p: Progress) => void,
): Promise<(BundleLog & Signed)[]> {
  const known = new Set([policyFile, certificate, 'readme.txt', 'matches', table, report]);
  const check = tableCheck(files.get(table)!, manifest.columns);
  const logs: (BundleLog & Signed)[] = [];
  let expected = manifest.from;
  let before = null;
  let done = 0;
  for (const [k, log] of manifest.logs.entries()) {
    const told = (n: number) => progress({ step: 'records', done: done + n, total: manifest.records });
    const run = { files, known, manifest, trust, table: check, progress: told };
    const checked = await checkLog(run, k, expected, before);
    ({ expected, checkpoint: before } = checked);
    done += log.records;
    logs.push({ ...log, ...checked.checkpoint });
  }
  check.end();
  require(done === manifest.records, 'count', { said: manifest.records, found: done });
  require(manifest.kind === 'records' || expected === manifest.to, 'range', { seq: expected });
  const stranger = manifest.files.find(({ name }) => !known.has(name));
  require(!stranger, 'file-list', { file: stranger?.name ?? '' });
  return logs;
}

/** The numbers of the matches rise, lie in the range, and are as many as the manifest says. */
function matches(files: Map<string, Member>, manifest: Manifest): void {
  const member = files.get('matches');
  const listed = manifest.kind === 'range' && manifest.query !== null;
  require(listed === (member !== undefined), listed ? 'missing' : 'file-list', { file: 'matches' });
  if (!member) return;
  const text = textOf(member.data, 'matches');
  require(text === '' || text.endsWith('\n'), 'matches');
  const numbers = text === '' ? [] : text.slice(0, -1).split('\n');
  let last = manifest.from - 1;
  for (const line of numbers) {
    const seq = Number(line);
    require(/^(0|[1-9][0-9]{0,14})$/.test(line) && seq > last && seq < manifest.to, 'matches');
    last = seq;
  }
  require(numbers.length === manifest.matches, 'matches');
}

function leftOut(files: Map<string, Member>, manifest: Manifest, logs: Signed[]): Left[] {
  const left: Left[] = [];
  if (manifest.query) left.push('query');
  if (files.has(report)) left.push('report');
  if (logs.some((log) => !log.quorum)) left.push('quorum');
  else if (logs.some((log) => log.unverified > 0)) left.push('ml-dsa');
  return left;
}

export { Fault };
