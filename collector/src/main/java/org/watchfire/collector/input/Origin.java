package org.watchfire.collector.input;

import java.util.Map;

/**
 * What all events of one stream of lines have in common.
 *
 * @param source name of the parser
 * @param dataset {@code event.dataset} for events whose parser sets none
 * @param generation stable id of this life of the file or connection; part of every event id
 * @param path {@code log.file.path}, null when there is no file
 * @param address {@code log.source.address} of a network sender, null otherwise
 * @param fields fields put on every event that has none of that name
 */
public record Origin(
    String source,
    String dataset,
    String generation,
    String path,
    String address,
    Map<String, String> fields) {

  public Origin {
    fields = Map.copyOf(fields);
  }
}
