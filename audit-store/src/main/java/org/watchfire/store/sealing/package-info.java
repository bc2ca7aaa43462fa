/**
 * Personal fields under keys that can be destroyed. At intake, before the ledger and once, the
 * values of configured fields are replaced in the record's bytes by an envelope under a data key
 * (DEK) of the person and quarter; the leaf of the ledger thus commits to ciphertext, and
 * destroying the DEK makes the values unreadable everywhere while every proof still holds
 * (crypto-shredding).
 *
 * <p>What enters is a record; what leaves is the same record with {@code
 * "wfs1.<kid>.<version>.<alg>.<nonce>.<ciphertext>"} in place of each value ({@code Envelope} of
 * core.crypto). The kid is {@code <pseudonym>-<period>-<generation>}; the pseudonym is a keyed hash
 * of the person's id, so the ledger never names whom a value is about. Associated data: stream,
 * identity of the record, field. The plaintext is the value's own JSON bytes, so opening gives back
 * the record byte for byte.
 *
 * <p>Directory of the keys:
 *
 * <pre>
 * keys/&lt;period&gt;/&lt;first two of the pseudonym&gt;/&lt;kid&gt;.key   the DEK, wrapped under the KEK
 * fresh/&lt;n&gt;.keys                                       those of one commit once more, see FreshKeys
 * shredded/&lt;kid&gt;.json                                 who destroyed it, when and why
 * </pre>
 *
 * <p>The KEK and the pseudonym key are in files of their own and never in here.
 */
package org.watchfire.store.sealing;
