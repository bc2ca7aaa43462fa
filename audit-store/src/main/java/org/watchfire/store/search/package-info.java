/**
 * Finding records and proving what was found. A query is written in a subset of KQL, parsed by
 * hand, checked against the field catalog and compiled to Query DSL together with the reader's
 * mandatory filters; Elasticsearch never sees text that a user wrote as a query language. Lists
 * come from the index; a record that somebody opens comes from the ledger, with its proof.
 *
 * <pre>
 * query   = or
 * or      = and { "or" and }
 * and     = not { ["and"] not }          words side by side must all hold
 * not     = [ "not" ] primary
 * primary = "(" or ")" | field ":" value | field ":" "(" values ")" | field ":" "*" | field ("&lt;"|"&lt;="|"&gt;"|"&gt;=") word | value
 * value   = word | word "*" | "quoted text"
 * </pre>
 */
package org.watchfire.store.search;
