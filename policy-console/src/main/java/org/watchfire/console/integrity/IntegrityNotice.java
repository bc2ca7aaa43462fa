package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.watchfire.core.alert.SystemAlert;
import org.watchfire.core.alert.SystemRule;
import org.watchfire.core.crypto.CryptoSuites;

/**
 * A finding as an alert. It names table and key, never content. The id follows from what was found:
 * the same found again is the same alert.
 */
final class IntegrityNotice {
  /** Name of the alert's entity. */
  private static final String ENTITY = "postgresql";

  private IntegrityNotice() {}

  static SystemAlert of(Finding finding, Instant now) {
    String what =
        String.join(
            "\n",
            "row-tampering",
            finding.table(),
            finding.key(),
            finding.kind().name(),
            finding.observed());
    byte[] digest = CryptoSuites.intl().hash(what.getBytes(UTF_8));
    return new SystemAlert(
        HexFormat.of().formatHex(digest, 0, 16),
        SystemRule.ROW_TAMPERING,
        "process",
        ENTITY,
        now,
        1,
        finding.place() + "：" + finding.kind().zh(),
        finding.place() + ": " + finding.kind().en(),
        List.of(
            new SystemAlert.Condition(
                finding.place(), "as-sealed", "the seal of the console", finding.observed())),
        List.of());
  }
}
