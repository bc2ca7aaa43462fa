/**
 * Reading the audit store: search, one record with its proof, and the events that are an alert's
 * evidence. Each reading is itself on record before its answer leaves.
 *
 * <p>Never here: how the store searches or proves; that is module {@code audit-store}.
 */
package org.watchfire.console.search;
