package org.watchfire.console.directory;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.watchfire.console.web.Refusal;

/** Ids of people, assets and departments. */
final class ObjectId {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** Departments are named by people and assets as they are called. */
  private static final Pattern DEPARTMENT =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,63}");

  private ObjectId() {}

  static boolean valid(String type, String id) {
    return type.equals(Department.TYPE)
        ? DEPARTMENT.matcher(id).matches() && Normalizer.isNormalized(id, Normalizer.Form.NFC)
        : PLAIN.matcher(id).matches();
  }

  static String require(String type, String id) {
    if (!valid(type, id)) {
      throw Refusal.invalid(
          "an id has 1 to 64 letters, digits and . _ @ -, and begins with one of the first two");
    }
    return id;
  }
}
