/**
 * The policy console: the process that people and programs talk to. Here only the putting together
 * of its parts and the start and stop of the process.
 */
package org.watchfire.console;
