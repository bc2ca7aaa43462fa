/** The tree of RFC 6962 with SHA-256, folded from the rows and the proof of a bundle. */
import { type Bytes, joined, sha256 } from './bytes';
import { require } from './fault';

export interface Leaf {
  index: number;
  hash: Bytes;
}

const leafPrefix = new Uint8Array([0]);
const nodePrefix = new Uint8Array([1]);
/** How many hashes are asked of the browser at once. */
const batch = 1024;

export function leafHash(entry: Uint8Array): Promise<Bytes> {
  return sha256(joined(leafPrefix, entry));
}

/** A hash that is there, or one that is computed from two others. */
type Node = { hash: Bytes | null; left?: Node; right?: Node };

/** The largest power of two below n, for n above 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * The root of the tree of that size: subtrees without a leaf take the next hash of the proof. All
 * leaves and all hashes must be used up.
 */
export async function rootOf(size: number, leaves: readonly Leaf[], proof: readonly Bytes[], log: string): Promise<Bytes> {
  if (size === 0) {
    require(leaves.length === 0 && proof.length === 0, 'proof', { log });
    return sha256(new Uint8Array());
  }
  let leaf = 0;
  let gap = 0;
  const levels: Node[][] = [];
  const node = (lo: number, hi: number, level: number): Node => {
    const next = leaves[leaf];
    if (!next || next.index >= hi) {
      const hash = proof[gap++];
      require(hash, 'proof', { log });
      return { hash };
    }
    require(next.index >= lo, 'leaves', { log });
    if (hi - lo === 1) {
      leaf++;
      return { hash: next.hash };
    }
    const middle = lo + split(hi - lo);
    const left = node(lo, middle, level + 1);
    const inner: Node = { hash: null, left, right: node(middle, hi, level + 1) };
    (levels[level] ??= []).push(inner);
    return inner;
  };
  const root = node(0, size, 0);
  require(leaf === leaves.length && gap === proof.length, 'proof', { log });
  // Deepest first: those of a level do not depend on one another.
  for (const level of levels.reverse()) {
    for (let at = 0; at < (level?.length ?? 0); at += batch) {
      await Promise.all(
        level.slice(at, at + batch).map(async (inner) => {
          inner.hash = await sha256(joined(nodePrefix, inner.left!.hash!, inner.right!.hash!));
        }),
      );
    }
  }
  return root.hash!;
}
