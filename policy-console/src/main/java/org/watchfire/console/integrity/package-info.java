/**
 * Rows that carry rights, labels, policies or approvals are sealed: a change that did not come
 * through the console is found, refused in use and alerted.
 *
 * <p>Each protected row has a MAC over its content. The MACs of a table are hashed into buckets by
 * key, and one MAC per table covers all bucket hashes and a revision that only grows. So an edited
 * row, an inserted one, a removed one and one set back to an older state together with its own seal
 * are all found, by reading one bucket. The highest revision seen is kept outside the database: a
 * table set back as a whole is found too.
 *
 * <p>What is decided from a row is decided from the very bytes that were verified: {@link
 * org.watchfire.console.integrity.ProtectedRows#find} answers the content, and nobody reads the
 * columns of a protected row beside it.
 *
 * <p>Never here: what the rows mean. A domain that owns a protected table declares it as a {@link
 * org.watchfire.console.integrity.ProtectedTable}.
 */
package org.watchfire.console.integrity;
