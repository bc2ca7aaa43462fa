package org.watchfire.rules.inspect;

/**
 * A candidate of a detector, still with its value; never leaves this package.
 *
 * @param value the value in normal form, to count different ones
 * @param hide whether the text must not keep it, whatever its confidence
 */
record Hit(
    String detector,
    int start,
    int end,
    int confidence,
    String masked,
    String value,
    boolean hide) {

  Hit at(int newStart, int newEnd) {
    return new Hit(detector, newStart, newEnd, confidence, masked, value, hide);
  }

  Hit withConfidence(int newConfidence) {
    return new Hit(detector, start, end, newConfidence, masked, value, hide);
  }

  boolean reported() {
    return confidence >= Band.LOW.floor();
  }

  /** Marks tell the level of a document and stay readable; values are hidden from MEDIUM on. */
  boolean hidden() {
    return hide || (confidence >= Band.MEDIUM.floor() && !isMark());
  }

  boolean isMark() {
    return detector.equals(Detectors.SECRECY_MARK) || detector.equals(Detectors.EXAM_MARK);
  }

  Finding finding() {
    return new Finding(detector, start, end, confidence, masked);
  }
}
