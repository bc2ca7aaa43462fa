package org.watchfire.console.keys;

import java.util.Map;
import org.watchfire.core.json.CanonicalJson;

/**
 * What a sealed value belongs to and is for. Covered by the seal: a value that was moved elsewhere
 * or is asked for another purpose does not open.
 *
 * @param asset for example {@code account/wang.gang}
 * @param purpose for example {@code second-factor}
 */
public record Binding(String asset, String purpose) {
  private static final int LONGEST = 200;

  public Binding {
    require("asset", asset);
    require("purpose", purpose);
  }

  /** The additional authenticated data: canonical JSON (RFC 8785). */
  byte[] bytes() {
    return CanonicalJson.bytes(Map.of("asset", asset, "purpose", purpose));
  }

  private static void require(String name, String value) {
    if (value == null
        || value.isBlank()
        || value.length() > LONGEST
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(name + " expects 1 to " + LONGEST + " characters");
    }
  }
}
