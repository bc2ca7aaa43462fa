/**
 * The searchable copy of the ledger in Elasticsearch. One follower per stream reads committed
 * records in order and indexes them under ids that follow from their place in the ledger, so doing
 * it twice changes nothing and the whole index can be thrown away and filled again. Records enter
 * from the ledger only, never from Kafka; nothing here is evidence.
 */
package org.watchfire.store.index;
