package org.watchfire.collector.parse;

/**
 * A source that lines can be read as.
 *
 * @param name what configuration and command line call it
 * @param zh description, Chinese
 * @param en description, English
 * @param dataset {@code event.dataset} of its main events; {@code *} stands for a part that depends
 *     on the line
 */
public record SourceInfo(String name, String zh, String en, String dataset) {}
