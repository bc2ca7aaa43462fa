/**
 * The {@code watchfire} command: one verb, one class. Data goes to standard output, everything else
 * to standard error. The work itself is in the modules; nothing here parses logs or talks to Kafka.
 */
package org.watchfire.deploy.cli;
