/**
 * What the store itself writes to Kafka: dead letters, notices of tampering, acts on the store.
 * Everything goes the same way, and nothing counts as written before the broker has it.
 */
package org.watchfire.store.delivery;
