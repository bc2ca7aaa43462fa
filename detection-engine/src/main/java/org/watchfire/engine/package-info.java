/**
 * The detection engine as a process: configuration, start and stop, health. What is suspicious is
 * decided in {@code org.watchfire.rules}; here it is only given events, state and time.
 */
package org.watchfire.engine;
