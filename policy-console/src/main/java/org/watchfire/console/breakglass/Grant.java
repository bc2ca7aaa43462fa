package org.watchfire.console.breakglass;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.rules.access.EmergencyGrant;

/**
 * A right for an emergency as it was given.
 *
 * @param assets ids
 * @param endsAt when it ends by itself
 * @param endedAt when it ended; null while nobody has noted that
 * @param reviewText what the reviewer wrote, empty before
 */
record Grant(
    String id,
    String username,
    String personId,
    String reason,
    String caseId,
    Set<String> assets,
    Instant startedAt,
    Instant endsAt,
    Instant endedAt,
    String endedBy,
    Review review,
    String reviewText,
    String reviewedBy,
    Instant reviewedAt) {
  /** How long after its end a grant has to be reviewed. */
  static final Duration REVIEW_WITHIN = Duration.ofHours(72);

  /** What a reviewer came to. */
  enum Review {
    OPEN,
    JUSTIFIED,
    VIOLATION;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Grant {
    assets = Set.copyOf(assets);
  }

  static Grant of(JsonNode row) {
    Set<String> assets = new TreeSet<>();
    row.path("assets").forEach(id -> assets.add(id.asText()));
    return new Grant(
        row.path("id").asText(),
        row.path("username").asText(),
        row.path("person_id").asText(),
        row.path("reason").asText(),
        row.path("case_id").asText(),
        assets,
        instant(row, "started_at"),
        instant(row, "ends_at"),
        instant(row, "ended_at"),
        text(row, "ended_by"),
        Review.valueOf(row.path("review").asText().toUpperCase(Locale.ROOT)),
        row.path("review_text").asText(),
        text(row, "reviewed_by"),
        instant(row, "reviewed_at"));
  }

  private static Instant instant(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isTextual() ? OffsetDateTime.parse(value.asText()).toInstant() : null;
  }

  private static String text(JsonNode row, String column) {
    return row.path(column).isTextual() ? row.path(column).asText() : null;
  }

  /** The first moment it does not hold any more. */
  Instant until() {
    return endedAt != null && endedAt.isBefore(endsAt) ? endedAt : endsAt;
  }

  Instant reviewDue() {
    return until().plus(REVIEW_WITHIN);
  }

  boolean reviewOverdue(Instant now) {
    return review == Review.OPEN && now.isAfter(reviewDue());
  }

  boolean active(Instant now) {
    return now.isBefore(until());
  }

  Grant ended(Instant at, String by) {
    return new Grant(
        id,
        username,
        personId,
        reason,
        caseId,
        assets,
        startedAt,
        endsAt,
        at,
        by,
        review,
        reviewText,
        reviewedBy,
        reviewedAt);
  }

  Grant reviewed(Review verdict, String words, String by, Instant at) {
    return new Grant(
        id, username, personId, reason, caseId, assets, startedAt, endsAt, endedAt, endedBy,
        verdict, words, by, at);
  }

  EmergencyGrant right() {
    return new EmergencyGrant(id, personId, assets, startedAt, until());
  }

  Map<String, Object> view(Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("username", username);
    view.put("person", personId);
    view.put("reason", reason);
    view.put("case", caseId);
    view.put("assets", new TreeSet<>(assets));
    view.put("startedAt", startedAt);
    view.put("endsAt", endsAt);
    view.put("endedAt", active(now) ? null : until());
    view.put("endedBy", endedBy);
    view.put("active", active(now));
    view.put("review", review.text());
    view.put("reviewDue", reviewDue());
    view.put("reviewOverdue", reviewOverdue(now));
    view.put("reviewText", reviewText);
    view.put("reviewedBy", reviewedBy);
    view.put("reviewedAt", reviewedAt);
    return view;
  }
}
