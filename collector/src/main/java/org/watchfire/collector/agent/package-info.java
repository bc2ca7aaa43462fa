/**
 * The agent as a process: configuration, wiring, start and stop, its own health and its reports
 * about itself.
 *
 * <p>Threads: one per input (reads, parses, inspects, encodes), one that writes the spool, one that
 * ships, one that keeps house (heartbeat, reports), and the HTTP server of the health port. All
 * state that matters is in the spool, so the process may end at any moment.
 *
 * <p>Never here: what a log line means, how bytes lie on disk.
 */
package org.watchfire.collector.agent;
