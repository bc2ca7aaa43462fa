package org.watchfire.deploy.demo;

import java.time.Instant;

/**
 * One log line of the demonstration.
 *
 * @param at when it was written, by the story
 * @param file under the inbox, {@code <source>/<name>}
 */
record DemoLine(Instant at, String file, String text) {}
