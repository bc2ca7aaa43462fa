/**
 * The console's own trail: one {@code wf.audit} record for every act that changes or reads
 * something protected, and for every refusal. Written through the outbox in the transaction of the
 * act.
 *
 * <p>Never here: secrets. A record names what was done to what; it never holds a password, a
 * session id, a token or the content that was read.
 */
package org.watchfire.console.audit;
