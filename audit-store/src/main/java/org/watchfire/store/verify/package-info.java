/**
 * Checking one record offline, from a ledger directory or a copy of it and the site's public key,
 * without Kafka, Elasticsearch or any other part running. What {@code watchfire verify} calls.
 */
package org.watchfire.store.verify;
