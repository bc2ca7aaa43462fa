/**
 * How long records stay, and who may end that. Nothing is ever cut out of a log: whole logs of past
 * periods are pruned once each class of records in them is older than its retention, by day of
 * intake; never before 183 days, whatever is configured. What a legal hold covers is first copied
 * with its proofs into a vault, and as long as it is held neither its log is pruned nor its keys
 * are destroyed. Persons are forgotten by destroying their keys (see the package {@code sealing}).
 *
 * <p>Every act is on its way to the audit stream before anything is deleted.
 */
package org.watchfire.store.retention;
