package org.watchfire.console.classification;

import java.util.List;

/**
 * What is known of an asset.
 *
 * @param texts name, selectors, tags, columns and paths: what words are looked for in
 * @param marking a mark of a state secret that was decided, null for none
 * @param records how many it holds, null when not known
 * @param subjects natural persons it is about, null when not known
 */
record Evidence(
    List<String> texts, String marking, List<Finding> findings, Long records, Long subjects) {
  Evidence {
    texts = List.copyOf(texts);
    findings = List.copyOf(findings);
  }

  /**
   * What inspection found.
   *
   * @param detector for example {@code resident-id}
   * @param place column, file or other part of the asset; empty for the whole
   * @param found how many; 0: looked for and not found
   * @param confidence 0 to 100
   */
  record Finding(String detector, String place, long found, int confidence) {
    /** Of two about the same detector and place: the largest number, the highest confidence. */
    Finding stronger(Finding other) {
      return new Finding(
          detector, place, Math.max(found, other.found), Math.max(confidence, other.confidence));
    }
  }
}
