/**
 * Comparing the index with the ledger. What enters is both; what leaves is what is wrong with the
 * index: missing documents go back into it, surplus and altered ones are raised as tampering, as an
 * alert and as an entry of the audit stream. The ledger is never changed here, and a surplus or
 * altered document stays as it was found: it is what an investigator wants to see. {@code
 * rebuild-index} brings the truth back.
 *
 * <p>A look at all counts costs one aggregation per 2.5 million records: each tile of 256 record
 * numbers must have 256 documents, and their numbers the right sum. Contents are compared byte by
 * byte, of all tiles or of a random sample: {@code _source} is stored as it came, so it must be the
 * record's bytes with our place spliced in. Alerts have no counts to compare, because the revisions
 * of an alert share one document; there every record must be in the index or be superseded by a
 * higher revision that is.
 */
package org.watchfire.store.reconcile;
