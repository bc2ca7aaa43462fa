package org.watchfire.store.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entry that stands for a longer one: {@code {"watchfire":{"digest":{"sha256":"<64
 * hex>","size":<bytes>}}}}; the payload is in {@code payload/<sha256>}.
 */
public record DigestEntry(String sha256, long size) {
  private static final int LONGEST = 200;
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"watchfire\":\\{\"digest\":\\{\"sha256\":\"([0-9a-f]{64})\",\"size\":([0-9]{1,18})\\}\\}\\}");

  byte[] bytes() {
    String json =
        "{\"watchfire\":{\"digest\":{\"sha256\":\"" + sha256 + "\",\"size\":" + size + "}}}";
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  static String path(String sha256) {
    return "payload/" + sha256;
  }

  /** The digest entry in those bytes, if they are one. */
  public static Optional<DigestEntry> parse(byte[] entry) {
    if (entry.length > LONGEST) {
      return Optional.empty();
    }
    Matcher m = FORM.matcher(new String(entry, StandardCharsets.ISO_8859_1));
    return m.matches()
        ? Optional.of(new DigestEntry(m.group(1), Long.parseLong(m.group(2))))
        : Optional.empty();
  }
}
