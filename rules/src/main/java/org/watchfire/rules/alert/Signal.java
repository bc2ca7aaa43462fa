package org.watchfire.rules.alert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.watchfire.rules.match.Condition;
import org.watchfire.rules.sigma.Severity;

/**
 * One thing that was found.
 *
 * @param timestamp event time in milliseconds since 1970
 * @param windowMillis length of the episode window
 * @param reason text whose places are filled but for the count
 * @param threshold null unless a correlation found it
 * @param label label facts as in the alert document, empty unless a label check found it
 * @param evidence newest events behind it
 * @param weight how many events it stands for: what the alert's count grows by
 * @param policyVersion the policy it was decided under
 * @param suppression the exception that covers it ({@link
 *     org.watchfire.rules.match.Suppression#facts}); empty = none
 * @param context {@code user.name}, {@code source.ip}, … of the event
 */
public record Signal(
    AlertKind kind,
    RuleFacts rule,
    Severity severity,
    Entity entity,
    long timestamp,
    long windowMillis,
    Bilingual title,
    Bilingual reason,
    List<Condition> conditions,
    ThresholdFact threshold,
    Map<String, Object> label,
    List<Evidence> evidence,
    long weight,
    long policyVersion,
    Map<String, String> context,
    Map<String, String> suppression) {

  /** One that no exception covers. */
  public Signal(
      AlertKind kind,
      RuleFacts rule,
      Severity severity,
      Entity entity,
      long timestamp,
      long windowMillis,
      Bilingual title,
      Bilingual reason,
      List<Condition> conditions,
      ThresholdFact threshold,
      Map<String, Object> label,
      List<Evidence> evidence,
      long weight,
      long policyVersion,
      Map<String, String> context) {
    this(
        kind,
        rule,
        severity,
        entity,
        timestamp,
        windowMillis,
        title,
        reason,
        conditions,
        threshold,
        label,
        evidence,
        weight,
        policyVersion,
        context,
        Map.of());
  }

  /** Start of the aligned window that the signal falls in, milliseconds since 1970. */
  public long windowStart() {
    return Math.floorDiv(timestamp, windowMillis) * windowMillis;
  }

  /** First millisecond after the window. */
  public long windowEnd() {
    return windowStart() + windowMillis;
  }

  /**
   * 32 hex digits over rule id, entity type, entity value, window start and, if one covers it, the
   * exception.
   */
  public String alertId() {
    StringBuilder seed = new StringBuilder("watchfire alert 1");
    List<String> parts =
        new ArrayList<>(
            List.of(rule.id(), entity.type().text(), entity.value(), Long.toString(windowStart())));
    if (!suppression.isEmpty()) {
      parts.add(suppression.get("filter"));
    }
    for (String part : parts) {
      seed.append('\n').append(part.length()).append(':').append(part);
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(seed.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Signal withSeverity(Severity other) {
    return copy(other, suppression);
  }

  /** The same, covered by an exception. */
  public Signal suppressed(Map<String, String> by) {
    return copy(severity, by);
  }

  private Signal copy(Severity otherSeverity, Map<String, String> otherSuppression) {
    return new Signal(
        kind,
        rule,
        otherSeverity,
        entity,
        timestamp,
        windowMillis,
        title,
        reason,
        conditions,
        threshold,
        label,
        evidence,
        weight,
        policyVersion,
        context,
        otherSuppression);
  }

  /** Versioned byte form. */
  public byte[] toBytes() {
    return SignalCodec.encode(this);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not from {@link #toBytes}
   */
  public static Signal fromBytes(byte[] bytes) {
    return SignalCodec.decode(bytes);
  }
}
