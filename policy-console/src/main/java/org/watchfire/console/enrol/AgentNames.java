package org.watchfire.console.enrol;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.watchfire.console.web.Refusal;

/**
 * Which ids an agent may have. Its id is the common name of its certificate and so its principal at
 * Kafka: one that is a part's of the product would give it that part's rights. Immutable.
 */
public final class AgentNames {
  /** Principals of the product's own parts, and names that files and Kafka use. Lower case. */
  public static final Set<String> RESERVED =
      Set.of("kafka", "supervisor", "engine", "store", "console", "anonymous", "ca", "watchfire");

  // At most what a common name may have (X.520, ub-common-name).
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Set<String> reserved = new TreeSet<>(RESERVED);

  AgentNames(List<String> more) {
    more.forEach(name -> reserved.add(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * @throws Refusal 400 {@code agent-id} when no agent may have it
   */
  String require(String id) {
    if (id == null || !FORM.matcher(id).matches()) {
      throw new Refusal(
          400, "agent-id", "agentId expects 1 to 64 letters, digits, '.', '_' and '-'");
    }
    if (reserved.contains(id.toLowerCase(Locale.ROOT))) {
      throw new Refusal(400, "agent-id", id + " is the name of a part of the system");
    }
    return id;
  }
}
