package org.watchfire.console.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.CanonicalJson;

/**
 * Lowering the protection of an asset ({@code level.lower}): a lower level, a compartment, mark or
 * selector less, a department more, or no asset any more. Who keeps the assets asks, a data owner
 * agrees. Raising needs nobody.
 *
 * <p>Target: asset id. Parameters: {@code {"version": 3, "body": {…}}} with the version that was
 * read and the asset as it shall be; without {@code body} it is removed.
 */
public final class LevelLowering implements ApprovedAction {
  private final Directory directory;

  public LevelLowering(Directory directory) {
    this.directory = directory;
  }

  private record Wish(Long version, Asset body) {
    Wish {
      if (version == null) {
        throw new IllegalArgumentException("version is required");
      }
    }
  }

  @Override
  public String kind() {
    return "level.lower";
  }

  @Override
  public String requires() {
    return "asset:write";
  }

  @Override
  public List<Set<Role>> approvers() {
    return List.of(Set.of(Role.DATA_OWNER));
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    Wish wish = wish(parameters);
    PolicyStore.Current before =
        directory.lowering(transaction, target, wish.version(), wish.body());
    List<ApprovalContent.Change> impact = new ArrayList<>();
    Map<String, Object> exactly = new TreeMap<>();
    exactly.put("asset", target);
    exactly.put("version", before.version());
    exactly.put("before", before.body());
    if (wish.body() != null) {
      exactly.put("after", wish.body().tree());
      wish.body()
          .tree()
          .forEach(
              (field, after) -> {
                String was = text(before.body().get(field));
                if (!was.equals(text(after))) {
                  impact.add(new ApprovalContent.Change(field, was, text(after)));
                }
              });
    } else {
      impact.add(new ApprovalContent.Change("asset", text(before.body().get("name")), ""));
    }
    String weaker =
        wish.body() == null ? "" : String.join(", ", wish.body().weakened(before.body()));
    return new ApprovalContent(
        CanonicalJson.bytes(exactly),
        wish.body() == null ? "移除资产 " + target : "降低资产 " + target + " 的保护：" + weaker,
        wish.body() == null
            ? "remove the asset " + target
            : "lower the protection of the asset " + target + ": " + weaker,
        impact,
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    Wish wish = wish(approved.parameters());
    directory.lower(
        transaction,
        approved.by(),
        approved.target(),
        wish.version(),
        wish.body(),
        approved.words());
  }

  private static Wish wish(JsonNode parameters) {
    try {
      return StrictJson.read(StrictJson.write(parameters), Wish.class);
    } catch (Refusal e) {
      throw Refusal.invalid("parameters: " + e.getMessage());
    }
  }

  private static String text(Object value) {
    return value == null ? "" : String.valueOf(value);
  }
}
