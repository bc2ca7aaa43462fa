/**
 * Making evidence: a range of a stream or chosen records leave the ledger as a bundle that proves
 * itself ({@code org.watchfire.store.bundle}, {@code docs/evidence-format.md}). What enters is a
 * request with a purpose; what leaves is a stream of bytes, made in bounded memory and checked
 * while it is made: a ledger that does not prove its records gives no bundle.
 *
 * <p>Never here: who may export, and the record that he did. That is the caller's, before the first
 * byte.
 */
package org.watchfire.store.evidence;
