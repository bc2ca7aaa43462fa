package org.watchfire.rules.match;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a match is not an alert: an exception covers it.
 *
 * @param filterId id of the Sigma filter
 * @param title of the filter
 * @param owner who answers for it; empty when not named
 * @param reason why it was made; empty when not said
 * @param approval id under which it was approved; empty when none
 * @param expires {@link Instant#MAX} when it does not end
 */
public record Suppression(
    String filterId, String title, String owner, String reason, String approval, Instant expires) {

  /** What is known of it, for a record: {@code filter}, {@code title}, {@code owner} and so on. */
  public Map<String, String> facts() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("filter", filterId);
    put(out, "title", title);
    put(out, "owner", owner);
    put(out, "reason", reason);
    put(out, "approval", approval);
    put(out, "expires", expires.equals(Instant.MAX) ? "" : expires.toString());
    return out;
  }

  private static void put(Map<String, String> out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }
}
