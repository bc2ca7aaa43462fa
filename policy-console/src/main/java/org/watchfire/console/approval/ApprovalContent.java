package org.watchfire.console.approval;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * What a request would do.
 *
 * @param canonical bytes that say it completely, the same for the same state; hashed
 * @param zh one line for people, in Chinese; no secrets
 * @param en the same in English
 * @param impact what changes, line by line
 * @param interested natural persons whom it concerns: they neither ask for it nor agree to it
 */
public record ApprovalContent(
    byte[] canonical, String zh, String en, List<Change> impact, Set<String> interested) {
  public ApprovalContent {
    canonical = canonical.clone();
    requireNonNull(zh, "zh");
    requireNonNull(en, "en");
    impact = List.copyOf(impact);
    interested = Set.copyOf(interested);
  }

  /**
   * One line of the difference.
   *
   * @param field name of what changes
   * @param before as it stands, empty for nothing
   * @param after as it would be, empty for nothing
   */
  public record Change(String field, String before, String after) {
    public Change {
      requireNonNull(field, "field");
      requireNonNull(before, "before");
      requireNonNull(after, "after");
    }
  }

  @Override
  public byte[] canonical() {
    return canonical.clone();
  }
}
