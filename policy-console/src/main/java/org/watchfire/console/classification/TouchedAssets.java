package org.watchfire.console.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Which assets a recorded event touches. Thread-safe. */
@FunctionalInterface
public interface TouchedAssets {
  /**
   * @param record with its sealed values opened
   * @return ids of assets, with the place in each as it is written in the event, such as a path
   */
  Map<String, String> by(JsonNode record);
}
