/**
 * The way out to Kafka. A record is written into the table {@code outbox} in the very transaction
 * that changes the console's own data, so that neither can exist without the other; a relay then
 * carries the rows to Kafka, for ever if need be, and removes each one when the broker has it.
 *
 * <p>Delivery is at least once. Rows of one key keep their order on {@code wf.policy}: whoever
 * writes a policy object holds the lock of that object's row until the commit.
 *
 * <p>Never here: what the records mean.
 */
package org.watchfire.console.outbox;
