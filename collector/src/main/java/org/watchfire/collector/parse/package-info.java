/**
 * Log lines to ECS events. {@link org.watchfire.collector.parse.Sources} opens a {@link
 * org.watchfire.collector.parse.LineParser} per stream; lines go in, events without identity come
 * out. Secrets are masked here: nothing leaves a parser with a password in it. Formats live in the
 * sub-packages, one each. Never here: files, sockets, Kafka, offsets that are committed.
 */
package org.watchfire.collector.parse;
