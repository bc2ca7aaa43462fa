/**
 * The query language of the audit store: a subset of KQL, what its words mean for a record, and a
 * slow, obvious evaluator that says so without an index.
 *
 * <pre>
 * query   = or
 * or      = and { "or" and }
 * and     = not { ["and"] not }          words side by side must all hold
 * not     = [ "not" ] primary
 * primary = "(" or ")" | field ":" value | field ":" "(" values ")" | field ":" "*" | field ("&lt;"|"&lt;="|"&gt;"|"&gt;=") word | value
 * value   = word | word "*" | "quoted text"
 * </pre>
 *
 * <p>Text enters, a {@link org.watchfire.store.query.Condition} leaves: fields are checked against
 * the catalog and values against their types, so whoever executes a condition meets no text that a
 * user wrote as a query language. The offline verifier carries this package.
 *
 * <p>Never here: anything but the JDK, {@code core.topic} and the names of the streams.
 */
package org.watchfire.store.query;
