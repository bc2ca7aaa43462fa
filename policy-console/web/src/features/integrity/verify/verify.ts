/**
 * Verifier of evidence bundles after docs/evidence-format.md, for the browser. It checks the zip,
 * signatures, sums, checkpoints, proofs, records and their order; what it leaves to the stand-alone
 * verifier is in {@link Verdict.left}.
 */
import { type Bytes, hex, sha256, textOf } from './bytes';
import { Fault, require } from './fault';
import { checkLog, file } from './log';
import { type BundleLog, type Manifest, readManifest } from './manifest';
import { noteKey, opened } from './note';
import { sm3 } from './sm3';
import { type Member, unzip } from './zip';

/** What the key of the site was taken from. */
export type Anchor = 'given' | 'bundle';

export interface Progress {
  step: 'zip' | 'sums' | 'records';
  done: number;
  total: number;
}

export interface Verdict {
  manifest: Manifest;
  anchor: Anchor;
  /** Text form of the site's key that everything was checked against. */
  key: string;
  logs: (BundleLog & { root: string })[];
  bytes: number;
  sha256: string;
  /** What was not checked here: `query`, `csv`, `report`, `sm2`, `witnesses`. */
  left: string[];
}

/** Larger files are for the stand-alone verifier. */
export const mostBytes = 512 * 1024 * 1024;

const required = ['manifest.json', 'manifest.sig', 'trust/evidence-key', 'trust/policy', 'records.csv'];

/**
 * @param key vkey of the site, from elsewhere than the bundle; empty: the bundle's own word is taken
 * @throws Fault at the first thing that is not as it must be
 */
export async function verify(zip: Bytes, key: string, progress: (p: Progress) => void): Promise<Verdict> {
  require(globalThis.crypto?.subtle, 'no-webcrypto');
  require(zip.length <= mostBytes, 'too-large', { mib: mostBytes / 1024 / 1024 });
  progress({ step: 'zip', done: 0, total: 1 });
  const files = unzip(zip);
  for (const name of required) file(files, name);
  const policy = textOf(file(files, 'trust/policy'), 'trust/policy');
  const anchor: Anchor = key.trim() === '' ? 'bundle' : 'given';
  const vkey = anchor === 'given' ? key.trim() : siteKey(policy);
  const site = await noteKey(vkey);
  const manifest = await signedManifest(files, site.name, site.key);
  await sums(files, manifest, progress);
  const logs = await records(files, manifest, site.key, progress);
  matches(files, manifest);
  return {
    manifest,
    anchor,
    key: vkey,
    logs,
    bytes: zip.length,
    sha256: hex(await sha256(zip)),
    left: leftOut(files, manifest, policy),
  };
}

/** The Ed25519 key that the bundle's own policy names. */
function siteKey(policy: string): string {
  const keys = policy
    .split('\n')
    .map((line) => /^site (\S+)$/.exec(line.trim())?.[1])
    .filter((k): k is string => k !== undefined && k.slice(k.indexOf('+', k.indexOf('+') + 1) + 1).startsWith('A'));
  require(keys[0], 'no-key');
  return keys[0];
}

/** The manifest, if the certified key of the site has signed it. */
async function signedManifest(files: Map<string, Member>, site: string, key: Bytes): Promise<Manifest> {
  const json = file(files, 'manifest.json');
  const certificate = 'trust/evidence-key';
  const lines = (await opened(file(files, certificate), certificate, `${site}/evidence-keys`, key)).split('\n');
  const certified = lines.length === 4 && lines[0] === 'watchfire.org/evidence-key/v1' && lines[1] === site;
  require(certified, 'certificate');
  const signer = await noteKey(lines[2]!);
  require(signer.name === `${site}/evidence`, 'certificate');
  const signed = (await opened(file(files, 'manifest.sig'), 'manifest.sig', signer.name, signer.key)).split('\n');
  const form = signed.length === 5 && signed[0] === 'watchfire.org/evidence-manifest/v1' && signed[1] === site;
  require(form, 'note-form', { file: 'manifest.sig' });
  require(signed[2] === `sha256 ${hex(await sha256(json))}`, 'changed', { file: 'manifest.json' });
  require(signed[3] === `sm3 ${hex(sm3(json))}`, 'changed', { file: 'manifest.json' });
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
  key: Bytes,
  progress: (p: Progress) => void,
): Promise<Verdict['logs']> {
  const logs: Verdict['logs'] = [];
  let expected = manifest.from;
  let before = null;
  let done = 0;
  for (const [k, log] of manifest.logs.entries()) {
    const told = (n: number) => progress({ step: 'records', done: done + n, total: manifest.records });
    const checked = await checkLog({ files, manifest, key, progress: told }, k, expected, before);
    ({ expected, checkpoint: before } = checked);
    done += log.records;
    logs.push({ ...log, root: hex(before.root) });
  }
  require(done === manifest.records, 'count', { said: manifest.records, found: done });
  require(manifest.kind === 'records' || expected === manifest.to, 'range', { seq: expected });
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

function leftOut(files: Map<string, Member>, manifest: Manifest, policy: string): string[] {
  const left = ['csv'];
  if (manifest.query) left.unshift('query');
  if (files.has('report.pdf')) left.push('report');
  if (/^require .*\bsm2\b/m.test(policy)) left.push('sm2');
  if (/^witness /m.test(policy)) left.push('witnesses');
  return left;
}

export { Fault };
