/**
 * The evidence bundle: its format and its check. A bundle is a zip of stored files that proves, far
 * from the site and without a network, that records were recorded as they stand. The written format
 * is {@code docs/evidence-format.md}; whoever changes one changes the other.
 *
 * <p>Never here: anything beyond the JDK, Bouncy Castle, {@code org.watchfire.store.ledger}'s notes
 * and proofs and the query language, because this package is what {@code watchfire-verify.jar} is
 * made of. Everything read here comes from a stranger: each reader has limits and says at which
 * byte it stopped.
 */
package org.watchfire.store.bundle;
