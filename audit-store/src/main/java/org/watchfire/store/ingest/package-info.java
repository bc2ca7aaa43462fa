/**
 * From Kafka into the ledgers. One lane, which is one thread, per stream: so an event backlog never
 * delays an alert. A lane reads from the offsets that its ledger has committed, decides about each
 * record, and commits entries and offsets together; Kafka's own group offsets are written for
 * people to look at and never read. Whatever fails, the lane lets go of everything and begins again
 * from the last commit.
 */
package org.watchfire.store.ingest;
