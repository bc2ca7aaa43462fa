package org.watchfire.console.breakglass;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.watchfire.core.alert.SystemAlert;
import org.watchfire.core.alert.SystemRule;
import org.watchfire.core.crypto.CryptoSuites;

/** What everybody who watches the queue is told of grants. */
final class GrantNotice {
  private GrantNotice() {}

  /** In the moment it begins. */
  static SystemAlert taken(Grant grant) {
    return alert(
        grant.id(),
        SystemRule.EMERGENCY_GRANT,
        grant,
        grant.startedAt(),
        grant.username()
            + " 以案件 "
            + grant.caseId()
            + " 为由启用应急授权至 "
            + grant.endsAt()
            + "，资产："
            + assets(grant)
            + "。理由："
            + grant.reason(),
        grant.username()
            + " took an emergency grant until "
            + grant.endsAt()
            + " for case "
            + grant.caseId()
            + ", assets: "
            + assets(grant)
            + ". Reason: "
            + grant.reason(),
        new SystemAlert.Condition("emergency_grant", "taken", "none", grant.id()));
  }

  /** When nobody has reviewed it in time; once for each grant, since the id follows from it. */
  static SystemAlert overdue(Grant grant, Instant now) {
    byte[] digest = CryptoSuites.intl().hash(("review-overdue\n" + grant.id()).getBytes(UTF_8));
    return alert(
        HexFormat.of().formatHex(digest, 0, 16),
        SystemRule.REVIEW_OVERDUE,
        grant,
        now,
        grant.username()
            + " 的应急授权（案件 "
            + grant.caseId()
            + "，资产："
            + assets(grant)
            + "）应于 "
            + grant.reviewDue()
            + " 前复核，至今无人复核",
        "The emergency grant of "
            + grant.username()
            + " (case "
            + grant.caseId()
            + ", assets: "
            + assets(grant)
            + ") was to be reviewed until "
            + grant.reviewDue()
            + " and nobody has",
        new SystemAlert.Condition(
            "emergency_grant", "reviewed-until", grant.reviewDue().toString(), grant.id()));
  }

  private static SystemAlert alert(
      String id,
      SystemRule rule,
      Grant grant,
      Instant at,
      String zh,
      String en,
      SystemAlert.Condition condition) {
    return new SystemAlert(
        id, rule, "user", grant.username(), at, 1, zh, en, List.of(condition), List.of());
  }

  private static String assets(Grant grant) {
    return String.join(", ", new TreeSet<>(grant.assets()));
  }
}
