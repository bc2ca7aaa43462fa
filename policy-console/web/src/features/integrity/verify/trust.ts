/** Whether a note is signed as a policy asks. */
import type { Bytes } from './bytes';
import { require } from './fault';
import { type Checkpoint, checkpointOf, type KeyType, type Note, type NoteKey, readNote, sameKey, shortForm, signedBy } from './note';
import type { Policy, Quorum } from './policy';

export interface Trust {
  policy: Policy;
  /** One of the policy's keys that must have signed everything, whatever else is asked for. */
  anchor: NoteKey | null;
}

/** A key with a good signature. */
export interface Signer {
  /** `name+id`, with which its text form begins. */
  key: string;
  type: KeyType;
  /** Whether it is the {@link Trust.anchor}. */
  anchor: boolean;
}

/** A checkpoint with what is known of its signatures. */
export interface Signed extends Checkpoint {
  signers: Signer[];
  witnesses: Signer[];
  /** How many cosignatures were not verified. */
  unverified: number;
  /** Whether the quorum is met without them. */
  quorum: boolean;
}

/**
 * Trust in a key, and in the policy of the bundle for whatever that asks for besides.
 *
 * @throws Fault `policy-key` when the policy does not have the key
 */
export function anchored(policy: Policy, anchor: NoteKey): Trust {
  const named = policy.keys.some(
    ({ key }) => key.name === anchor.name && key.type === anchor.type && sameKey(key, anchor),
  );
  require(named, 'policy-key', { name: anchor.name });
  return { policy, anchor };
}

/**
 * Requires the signatures that are asked of a log or site under that name; asks for no witness.
 *
 * @returns who has signed
 */
export async function ownSigners({ policy, anchor }: Trust, note: Note, origin: string): Promise<Signer[]> {
  const where = { file: note.file, name: origin };
  const keys = policy.keys.filter((k) => k.key.name === origin || (k.site && origin.startsWith(`${k.key.name}/`)));
  require(keys.length > 0, 'no-key', { name: origin });
  const signers: Signer[] = [];
  for (const { key } of keys) {
    const signed = await signedBy(note, { ...key, name: origin });
    require(signed !== 'unverified', 'no-ml-dsa', where);
    if (signed === 'good') {
      signers.push({ key: await shortForm(key), type: key.type, anchor: anchor !== null && sameKey(key, anchor) });
    }
  }
  require(signers.length > 0 && (!anchor || signers.some((s) => s.anchor)), 'unsigned', where);
  for (const type of policy.required) {
    require(signers.some((s) => s.type === type), 'unsigned-type', { ...where, type });
  }
  return signers;
}

function isMet(quorum: Quorum, names: ReadonlySet<string>): boolean {
  if (quorum === null) return true;
  if (typeof quorum === 'string') return names.has(quorum);
  return quorum.members.filter((member) => isMet(member, names)).length >= quorum.threshold;
}

/** A checkpoint of this log, signed by its own keys; what is asked of witnesses is not looked at. */
export async function ownCheckpoint(trust: Trust, bytes: Bytes, file: string, origin: string): Promise<Checkpoint> {
  const note = readNote(bytes, file);
  const checkpoint = checkpointOf(note, origin);
  await ownSigners(trust, note, origin);
  return checkpoint;
}

/** A checkpoint of this log, signed by its own keys and cosigned by a quorum of witnesses. */
export async function cosignedCheckpoint(trust: Trust, bytes: Bytes, file: string, origin: string): Promise<Signed> {
  const note = readNote(bytes, file);
  const checkpoint = checkpointOf(note, origin);
  const signers = await ownSigners(trust, note, origin);
  const witnesses: Signer[] = [];
  const verified = new Set<string>();
  const found = new Set<string>();
  for (const { name, key } of trust.policy.witnesses) {
    const signed = await signedBy(note, key);
    if (signed !== 'none') found.add(name);
    if (signed === 'good') {
      verified.add(name);
      witnesses.push({ key: await shortForm(key), type: key.type, anchor: false });
    }
  }
  const { quorum } = trust.policy;
  require(isMet(quorum, found), 'quorum', { file });
  const unverified = found.size - verified.size;
  return { ...checkpoint, signers, witnesses, unverified, quorum: isMet(quorum, verified) };
}
