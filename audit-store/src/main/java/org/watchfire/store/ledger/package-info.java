/**
 * The tamper-evident record of truth: one append-only Merkle log per stream, on disk, in the C2SP
 * {@code tlog-tiles} layout with SHA-256 hashing as in RFC 6962. What enters is a batch of entries
 * with the Kafka offsets behind it; what leaves is entries, proofs and signed checkpoints. Nothing
 * here knows Kafka, Elasticsearch or what an entry means.
 *
 * <p>A stream is the directory {@code <stream>/<period>} per log, such as {@code events/2026q4};
 * each log but the first begins with the last checkpoint of the log before it. A record's number in
 * the stream is its index in its log plus the sizes of the logs before.
 *
 * <p>Directory of one log:
 *
 * <pre>
 * checkpoint                     signed note: origin, size, root (C2SP tlog-checkpoint)
 * tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]          hash tiles: 256 hashes of level 8·L, or W of them
 * tile/entries/&lt;N&gt;[.p/&lt;W&gt;]      entry bundles: uint16 length and bytes, 256 times or W times
 * payload/&lt;sha256&gt;               what is longer than 65,535 bytes; the entry then holds its digest
 * state.json                     commit point: epoch, size, root, frontier, offsets, memory
 * signed                         the note that was signed last (a stream keeps it outside its logs)
 * lock                           held by the one writer
 * </pre>
 *
 * <p>The order of an append; {@code Ledger} follows these numbers line by line:
 *
 * <ol>
 *   <li>write the payloads of oversized entries
 *   <li>write the entry bundles
 *   <li>write the hash tiles
 *   <li>fsync all files of 1 to 3, then their directories
 *   <li>replace {@code state.json} (temporary file, fsync, rename, fsync of the directory): <b>this
 *       commits</b>
 *   <li>sign, and keep the note as the mark of what was signed last (may be later, for several
 *       batches at once)
 *   <li>replace {@code checkpoint} with it
 *   <li>delete partial tiles and bundles that newer ones have superseded
 * </ol>
 *
 * <p>Files that a commit covers are never written again. What a crash leaves beyond the commit
 * point is deleted at the next start; a checkpoint only ever names a committed size, so nothing
 * signed can be lost.
 */
package org.watchfire.store.ledger;
