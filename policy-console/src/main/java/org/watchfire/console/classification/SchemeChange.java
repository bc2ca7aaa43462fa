package org.watchfire.console.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.CanonicalJson;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;

/**
 * Putting another level scheme in force ({@code level-scheme.change}). Target: {@code default}.
 * Parameters: {@code {"version": 1, "levels": [{"id","rank","zh","en"}]}}. A rank that a person or
 * an asset has must stay, or nobody could say what it means any more.
 */
final class SchemeChange implements ApprovedAction {
  private static final int MAX_LEVELS = 20;

  private final Directory directory;
  private final AuditTrail trail;

  SchemeChange(Directory directory, AuditTrail trail) {
    this.directory = directory;
    this.trail = trail;
  }

  private record Wish(Long version, List<Level> levels) {
    Wish {
      if (version == null || levels == null || levels.isEmpty() || levels.size() > MAX_LEVELS) {
        throw new IllegalArgumentException(
            "version and 1 to " + MAX_LEVELS + " levels are required");
      }
      for (Level level : levels) {
        if (level == null || !level.id().matches("[a-z][a-z0-9-]{0,31}") || level.rank() > 100) {
          throw new IllegalArgumentException(
              "levels expects ids such as general-1 and ranks from 1 to 100");
        }
        for (String text : List.of(level.zh(), level.en())) {
          if (text.isBlank()
              || text.length() > 100
              || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("levels expects names in both languages");
          }
        }
      }
    }

    LevelScheme scheme() {
      return new LevelScheme(LevelScheme.DEFAULT.id(), levels);
    }
  }

  @Override
  public String kind() {
    return "level-scheme.change";
  }

  @Override
  public String requires() {
    return "classification:write";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.DATA_OWNER));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    if (!target.equals(LevelScheme.DEFAULT.id())) {
      throw Refusal.notFound("there is one level scheme: " + LevelScheme.DEFAULT.id());
    }
    Wish wish = wish(parameters);
    LevelScheme after = wish.scheme();
    PolicyStore.Current current = directory.scheme(transaction);
    if (current.version() != wish.version()) {
      throw Refusal.stale(current.version());
    }
    Set<Integer> missing = new LinkedHashSet<>(used(transaction));
    after.levels().forEach(level -> missing.remove(level.rank()));
    if (!missing.isEmpty()) {
      throw new Refusal(409, "in-use", "people or assets have levels that the scheme lacks")
          .with("ranks", missing);
    }
    LevelScheme before = Grading.scheme(current);
    if (before.levels().equals(after.levels())) {
      throw new Refusal(409, "state", "it is in force already");
    }
    Map<String, Object> exactly = new TreeMap<>();
    exactly.put("version", current.version());
    exactly.put("before", Directory.tree(before));
    exactly.put("after", Directory.tree(after));
    Set<Integer> ranks = new LinkedHashSet<>();
    before.levels().forEach(level -> ranks.add(level.rank()));
    after.levels().forEach(level -> ranks.add(level.rank()));
    List<ApprovalContent.Change> impact = new ArrayList<>();
    for (int rank : ranks) {
      String was = before.byRank(rank).map(SchemeChange::text).orElse("");
      String is = after.byRank(rank).map(SchemeChange::text).orElse("");
      if (!Objects.equals(was, is)) {
        impact.add(new ApprovalContent.Change("rank " + rank, was, is));
      }
    }
    return new ApprovalContent(
        CanonicalJson.bytes(exactly),
        "更换数据分级方案，共 " + after.levels().size() + " 级",
        "put another level scheme in force, of " + after.levels().size() + " levels",
        impact,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    Wish wish = wish(approved.parameters());
    long version =
        directory.changeScheme(
            transaction, wish.scheme(), wish.version(), approved.by().username());
    trail.write(
        transaction,
        approved.by(),
        Act.done(
            "level-scheme.change",
            Kind.CONFIGURE,
            approved.target(),
            "version " + version + "; " + approved.words()));
  }

  private static List<Integer> used(Handle handle) {
    return handle
        .createQuery(
            "SELECT DISTINCT rank FROM policy_objects WHERE type IN ('person', 'asset')"
                + " AND NOT deleted AND rank > 0 ORDER BY rank")
        .mapTo(Integer.class)
        .list();
  }

  private static String text(Level level) {
    return level.id() + " " + level.zh() + " / " + level.en();
  }

  private static Wish wish(JsonNode parameters) {
    try {
      Wish wish = StrictJson.read(StrictJson.write(parameters), Wish.class);
      wish.scheme();
      return wish;
    } catch (Refusal | IllegalArgumentException e) {
      throw Refusal.invalid("parameters: " + e.getMessage());
    }
  }
}
