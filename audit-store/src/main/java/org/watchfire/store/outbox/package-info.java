/**
 * Acts on the store itself, on their way to {@code wf.audit}. A command that holds, releases,
 * prunes, shreds, backs up or restores first writes its record into a directory, durably, whether
 * the store runs or not; the running store sends what is there and removes it when Kafka has it. So
 * no act stays without a record because something was away. Sent twice it is recorded once: the
 * ledger knows its {@code event.id}.
 */
package org.watchfire.store.outbox;
