/**
 * From a raw line to an event under construction: what every source does alike. Decoding, the
 * fields that every event has, the handling of lines that are no text or too long, and masking.
 * Formats plug in as {@link org.watchfire.collector.parse.line.LineFormat}.
 */
package org.watchfire.collector.parse.line;
