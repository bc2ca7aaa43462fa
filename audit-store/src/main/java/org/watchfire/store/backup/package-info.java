/**
 * Backups of the record of truth, and getting them back. What enters is the data directory of a
 * store, running or not; what leaves is a directory to be carried away, incremental, encrypted and
 * checkable by itself. Secrets (ledger key, KEK, backup key) are never in it, nor is the index,
 * which is rebuilt.
 *
 * <pre>
 * packs/&lt;generation&gt;-&lt;n&gt;.pack     files, each compressed and sealed, one behind the other
 * keys/&lt;generation&gt;.pack         the wrapped data keys of sealed fields; only the newest is kept
 * manifests/&lt;generation&gt;.ndjson  what is where, with sums
 * manifests/&lt;generation&gt;.note    signed note over the sum of the manifest and of the note before
 * </pre>
 *
 * <p>Each run adds a generation. Full tiles, entry bundles, payloads and vaults never change and
 * are in one generation only; what changes (partial tiles, state, checkpoint, holds) is in each.
 * The note is written last: a generation without it is none. All notes chain to the first, so none
 * can be taken out of the middle; that the newest is missing shows only against a checkpoint that a
 * witness has seen.
 *
 * <p>Wrapped data keys are the one thing that must be forgotten: they have a file of their own,
 * which every run overwrites, removes and makes anew. After a shredding a backup made before still
 * has the destroyed key, wrapped, until the next run to the same directory; the record of the
 * shredding says so.
 */
package org.watchfire.store.backup;
