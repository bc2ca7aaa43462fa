/**
 * Finding records and proving what was found. A query is written in the language of package {@code
 * query}, read there into a condition, and compiled to Query DSL together with the reader's
 * mandatory filters; Elasticsearch never sees text that a user wrote as a query language. Lists
 * come from the index; a record that somebody opens comes from the ledger, with its proof.
 */
package org.watchfire.store.search;
