package org.watchfire.store.bundle;

/**
 * One thing that is wrong, and where.
 *
 * @param file inside the bundle; empty for the zip itself
 * @param offset byte inside the file; -1 when none can be named
 * @param zipOffset the same byte in the zip, or where the file begins there; -1 when unknown
 * @param record number in the stream; -1 when it is about no single record
 * @param detail in English
 */
public record Problem(
    Fault fault, String file, long offset, long zipOffset, long record, String detail) {
  /** One line for people. */
  public String line() {
    StringBuilder out = new StringBuilder(file.isEmpty() ? "zip" : file);
    if (offset >= 0) {
      out.append(" @").append(offset);
    }
    if (zipOffset >= 0 && !file.isEmpty()) {
      out.append(" (zip @").append(zipOffset).append(')');
    }
    if (record >= 0) {
      out.append(" 记录 record ").append(record);
    }
    return out.append(": ")
        .append(fault.zh())
        .append(" / ")
        .append(fault.en())
        .append(": ")
        .append(Printable.of(detail))
        .toString();
  }
}
