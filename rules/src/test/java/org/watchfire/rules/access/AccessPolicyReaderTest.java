package org.watchfire.rules.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.core.policy.PolicyObject;

class AccessPolicyReaderTest {
  private static final String GOOD =
      """
      {"format":"watchfire-access-policies/1","version":1,"previous_hash":"","scheme":"default",
       "policies":[{"id":"p","title":{"zh":"一","en":"one"},"effect":"allow",
        "subjects":{"roles":["clerk"],"departments":[{"id":"b1","subtree":true}]},
        "resources":{"levels":{"min":1,"max":3},"patterns":["path:/srv/a/"]},
        "actions":["read"],
        "conditions":{"times":[{"days":["mon"],"from":"08:00","to":"18:00","zone":"Asia/Shanghai"}],
         "networks":["10.0.0.0/8"],"mfa_within":"PT15M","valid_from":"2026-01-01T00:00:00+08:00"},
        "obligations":{"mask":["person.phone"],"row_filter":"user.name:a","notify":["owner"]}}]}
      """;

  private static AccessPolicyReader reader() {
    return AccessPolicyReader.ofDrafts(
        LevelScheme.DEFAULT,
        filter -> filter.contains("(") ? Optional.of("column 1: no query") : Optional.empty());
  }

  private static List<String> problems(String json) {
    AccessPolicyException e =
        catchThrowableOfType(
            AccessPolicyException.class, () -> reader().read(json.getBytes(UTF_8)));
    return e.problems().stream().map(AccessPolicyException.Problem::text).toList();
  }

  @Test
  void readsWhatIsWritten() throws AccessPolicyException {
    AccessPolicySet set = reader().read(GOOD.getBytes(UTF_8));

    AccessPolicy p = set.policies().get(0);
    assertThat(p.subjects().departments()).containsExactly(new DepartmentScope("b1", true));
    assertThat(p.conditions().validFrom()).hasToString("2025-12-31T16:00:00Z");
    assertThat(p.obligations().rowFilter()).isEqualTo("user.name:a");
    assertThat(set.hash()).hasSize(64);
    assertThat(reader().read(set.canonicalBytes())).isEqualTo(set);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"allow\"|\"maybe\"|policies[0].effect: expected allow or deny",
        "[\"clerk\"]|[]|policies[0].subjects.roles: an empty list",
        "\"roles\"|\"rolls\"|policies[0].subjects.rolls: not known here",
        "\"min\":1|\"min\":4|policies[0].resources.levels.max: is below min",
        "\"min\":1|\"min\":0|policies[0].resources.levels.min: expected a whole number",
        "\"max\":3|\"max\":9|policies[0].resources.levels.max: the level scheme has no level",
        "path:/srv/a/|srv/a|policies[0].resources.patterns[0]: expected a selector",
        "[\"read\"]|[\"raed\"]|policies[0].actions: expected an action",
        "[\"read\"]|[\"read\",\"read\"]|policies[0].actions[1]: is there twice",
        "08:00|8|policies[0].conditions.times[0].from: expected a time",
        "Asia/Shanghai|Nowhere/Town|policies[0].conditions.times[0].zone: expected a zone",
        "10.0.0.0/8|10.0.0.1/8|policies[0].conditions.networks[0]: expected a network",
        "PT15M|-PT15M|policies[0].conditions.mfa_within: expected a duration",
        "person.phone|person phone|policies[0].obligations.mask[0]: expected the name",
        "user.name:a|(|policies[0].obligations.row_filter: column 1",
        "\"allow\"|\"deny\"|policies[0].obligations: a deny asks nothing",
        "\"version\":1|\"version\":2|previous_hash: expected the hash",
        "\"version\":1|\"version\":1.5|version: expected a whole number",
        "access-policies/1|access-policies/2|format: expected watchfire-access-policies/1",
        "\"scheme\":\"default\"|\"scheme\":\"other\"|scheme: the level scheme is 'default'",
        "\"zh\":\"一\"|\"zh\":\"\"|policies[0].title.zh: expected a text",
      })
  void saysWhereAndWhy(String written, String instead, String problem) {
    assertThat(GOOD).contains(written);
    assertThat(problems(GOOD.replace(written, instead)))
        .anySatisfy(p -> assertThat(p).startsWith(problem));
  }

  @Test
  void nobodyAndNothingMustBeSaid() {
    String silent = GOOD.replaceAll("\"subjects\":\\{.*?\\}\\]\\}", "\"subjects\":{}");
    assertThat(problems(silent)).hasSize(1).first().asString().contains("\"any\": true");
  }

  @Test
  void aSetInAnObjectCarriesItsVersion() throws AccessPolicyException {
    AccessPolicySet set = reader().read(GOOD.getBytes(UTF_8));
    assertThat(reader().read(object(1, set))).isEqualTo(set);
    assertThatThrownBy(() -> reader().read(object(2, set)))
        .isInstanceOf(AccessPolicyException.class)
        .hasMessageContaining("its object 2");
  }

  private static PolicyObject object(long version, AccessPolicySet set) {
    return new PolicyObject(
        AccessPolicySet.TYPE, AccessPolicySet.ID, version, "", "", "", false, set.tree());
  }

  @Property(tries = 100)
  void everySetSurvivesItsOwnText(@ForAll long seed) throws AccessPolicyException {
    RandomAccess random = new RandomAccess(seed);
    AccessPolicySet set = random.changed(random.set(10));

    AccessPolicySet again = AccessPolicyReader.ofPublished().read(set.canonicalBytes());

    assertThat(again).isEqualTo(set);
    assertThat(again.hash()).isEqualTo(set.hash());
    assertThat(again.previousHash()).isNotEmpty();
  }
}
