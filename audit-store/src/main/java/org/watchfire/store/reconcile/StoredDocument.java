package org.watchfire.store.reconcile;

/**
 * A document as the index has it.
 *
 * @param seq first {@code wf.seq} that it is indexed under, -1 when none
 * @param source {@code _source}, byte for byte
 */
record StoredDocument(String index, String id, long seq, byte[] source) {}
