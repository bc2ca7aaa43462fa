package org.watchfire.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessChange;
import org.watchfire.rules.access.Verdict;

/** Differences of sets, problems in two languages, and lists of changes. */
class SetDifferenceTest {
  private static Map<String, Object> policy(String id, int level, String... actions) {
    return Map.of(
        "id", id, "resources", Map.of("levels", Map.of("max", level)), "actions", List.of(actions));
  }

  @Test
  void whatIsAddedRemovedAndChangedIsNamedByMember() {
    SetDifference difference =
        SetDifference.between(
            List.of(policy("a", 1, "read"), policy("b", 2, "read"), policy("c", 3, "read")),
            List.of(
                policy("b", 2, "read"), policy("c", 4, "read", "list"), policy("d", 1, "read")));
    assertThat(difference.added()).extracting(p -> p.get("id")).containsExactly("d");
    assertThat(difference.removed()).extracting(p -> p.get("id")).containsExactly("a");
    assertThat(difference.changed()).hasSize(1);
    assertThat(difference.changed().get(0).members())
        .extracting(SetDifference.Member::path)
        .containsExactly("actions", "resources.levels.max");
  }

  /** Ids of both sides are accounted for exactly once; the other way round swaps the sides. */
  @Property(tries = 200)
  void everyPolicyIsAccountedFor(@ForAll long seed) {
    Random random = new Random(seed);
    List<Map<String, Object>> before = some(random);
    List<Map<String, Object>> after = some(random);
    SetDifference one = SetDifference.between(before, after);
    SetDifference back = SetDifference.between(after, before);
    assertThat(back.added()).isEqualTo(one.removed());
    assertThat(back.removed()).isEqualTo(one.added());
    assertThat(one.changed()).hasSameSizeAs(back.changed());
    assertThat(SetDifference.between(before, before).isEmpty()).isTrue();
    Set<Object> ids = new HashSet<>();
    one.added().forEach(p -> ids.add(p.get("id")));
    one.changed().forEach(p -> ids.add(p.id()));
    for (Map<String, Object> policy : after) {
      assertThat(ids.contains(policy.get("id"))).isEqualTo(!before.contains(policy));
    }
  }

  private static List<Map<String, Object>> some(Random random) {
    List<Map<String, Object>> policies = new ArrayList<>();
    for (String id : List.of("a", "b", "c", "d", "e")) {
      if (random.nextBoolean()) {
        policies.add(policy(id, random.nextInt(2), "read"));
      }
    }
    return policies;
  }

  @Test
  void everyProblemIsToldInChineseToo() {
    String policies =
        """
        [{"id":"A!","title":{"zh":"","en":"x"},"effect":"maybe","subjects":{},"resources":{"any":true,"kinds":[]},
          "actions":[],"conditions":{"networks":["x"],"times":[{"days":["mon","mon"]}],"mfa_within":5},"more":1},
         {"id":"b","title":{"zh":"乙","en":"b"},"effect":"deny","subjects":{"any":true,"roles":["r"]},
          "resources":{"levels":{"min":3,"max":99}},"actions":["steal"],"obligations":{"watermark":true}}]
        """;
    try {
      PolicyText.read(
          StrictJson.tree(policies.getBytes(StandardCharsets.UTF_8)), LevelScheme.DEFAULT);
    } catch (PolicyText.Unreadable e) {
      assertThat(e.problems()).hasSizeGreaterThan(10);
      assertThat(e.problems())
          .allSatisfy(p -> assertThat(p.zh()).as(p.en()).matches("(?s).*\\p{IsHan}.*"));
      assertThat(e.problems())
          .extracting(PolicyText.Wrong::path)
          .contains("policies[0].effect", "policies[1].obligations");
      return;
    }
    throw new AssertionError("these policies were read");
  }

  @Test
  void aListOfChangesIsReadInPages() {
    ChangeList list = new ChangeList();
    for (int i = 0; i < 25; i++) {
      list.add(
          new AccessChange(
              "p" + i % 5,
              "a" + i,
              AccessAction.READ,
              Verdict.DENIED,
              i % 2 == 0 ? Verdict.ALLOWED : Verdict.CONDITIONAL,
              "",
              "new"));
    }
    byte[] packed = list.packed();
    List<String> seen = new ArrayList<>();
    long behind = 0;
    List<ChangeList.Numbered> page;
    do {
      page = ChangeList.page(packed, behind, 4, c -> c.path("person").asText().equals("p1"));
      page.forEach(c -> seen.add(c.change().path("asset").asText()));
      behind = page.isEmpty() ? behind : page.get(page.size() - 1).number();
    } while (!page.isEmpty());
    assertThat(seen).containsExactly("a1", "a6", "a11", "a16", "a21");
    assertThat(ChangeList.page(ChangeList.empty(), 0, 10, c -> true)).isEmpty();
  }
}
