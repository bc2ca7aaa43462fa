/**
 * Witnesses (C2SP {@code tlog-witness}): a machine of the auditing body that cosigns a checkpoint
 * only when it continues what it cosigned before, so that the keeper of the log cannot show two
 * histories, nor go back. Here are the server for that machine and the client that the store asks
 * with. Nothing here reads records; what crosses the network is hashes and signatures.
 *
 * <p>Directory of a witness:
 *
 * <pre>
 * witness.key            its private note key (unless kept elsewhere)
 * logs.policy            the logs it cosigns: 'site' and 'log' lines of a trust policy
 * latest/&lt;sha256 hex of the origin&gt;   the last checkpoint that it cosigned, with the cosignature
 * lock                   held by the running witness
 * </pre>
 */
package org.watchfire.store.witness;
