/**
 * How the console and everything around it is doing: its own probes for the supervisor, and the one
 * picture of all components for people.
 *
 * <p>Never here: repairing anything.
 */
package org.watchfire.console.health;
