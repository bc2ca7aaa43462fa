package org.watchfire.console.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.identity.IdentityException;
import org.watchfire.console.integrity.TamperedRowException;

/**
 * Turns what went wrong into {@code application/problem+json} (RFC 9457). Nothing internal leaves.
 */
final class Problems {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final long DATABASE_RETRY_SECONDS = 5;

  private Problems() {}

  static void answer(Context context, Exception e) {
    if (e instanceof Refusal refusal) {
      answer(context, refusal);
    } else if (e instanceof IdentityException identity) {
      answer(context, refusal(identity));
    } else if (e instanceof TamperedRowException tampered) {
      answer(
          context,
          new Refusal(
                  403,
                  "integrity",
                  "a protected record was changed outside the console and is not relied upon")
              .with("table", tampered.finding().table()));
    } else if (e instanceof DatabaseAway) {
      LOG.warn("{}", e.getMessage());
      answer(
          context,
          new Refusal(503, "database-away", "the database is away, try again in a few seconds")
              .retryAfter(DATABASE_RETRY_SECONDS));
    } else if (e instanceof HttpResponseException http) {
      answer(
          context, new Refusal(http.getStatus(), code(http.getStatus()), title(http.getStatus())));
    } else {
      // The caller gets a number to quote; the reason stays in the log.
      String incident = UUID.randomUUID().toString();
      LOG.error("incident {} at {} {}", incident, context.method(), context.endpoint().path, e);
      answer(
          context,
          new Refusal(500, "internal", "something went wrong on the server")
              .with("incident", incident));
    }
  }

  /** An {@link Error}: the process may be beyond help, the answer is in form all the same. */
  static void fatal(HttpServletResponse response, Error error) {
    String incident = UUID.randomUUID().toString();
    LOG.error("incident {}", incident, error);
    response.setStatus(500);
    response.setContentType(CONTENT_TYPE);
    try {
      response
          .getOutputStream()
          .write(
              document(
                  500,
                  code(500),
                  "something went wrong on the server",
                  Map.of("incident", incident)));
    } catch (IOException e) {
      LOG.warn("incident {} could not be told to the caller: {}", incident, e.getMessage());
    }
  }

  private static void answer(Context context, Refusal refusal) {
    if (refusal.retryAfterSeconds() > 0) {
      context.header("Retry-After", Long.toString(refusal.retryAfterSeconds()));
    }
    context
        .status(refusal.status())
        .contentType(CONTENT_TYPE)
        .result(document(refusal.status(), refusal.code(), refusal.getMessage(), refusal.extra()));
  }

  static byte[] document(int status, String code, String detail, Map<String, Object> extra) {
    Map<String, Object> document = new LinkedHashMap<>(extra);
    document.put("type", "about:blank");
    document.put("title", title(status));
    document.put("status", status);
    document.put("code", code);
    if (detail != null) {
      document.put("detail", detail);
    }
    return StrictJson.write(document);
  }

  private static Refusal refusal(IdentityException e) {
    int status =
        switch (e.reason()) {
          case WRONG_CREDENTIALS, SECOND_FACTOR -> 401;
          case LOCKED, TOO_MANY_ATTEMPTS -> 429;
          case BUSY -> 503;
          case UNKNOWN_ACCOUNT, UNKNOWN_TOKEN -> 404;
          case USERNAME_TAKEN,
              OFFICER_EXCLUSIVE,
              LAST_OFFICER,
              APPROVAL_REQUIRED,
              SECOND_FACTOR_EXISTS,
              TOO_MANY_TOKENS,
              SET_UP_DONE ->
              409;
          case OWN_ACCOUNT, TOKEN_WIDER -> 403;
          case WEAK_PASSWORD -> 400;
        };
    return new Refusal(status, e.reason().code(), e.getMessage()).retryAfter(e.retryAfterSeconds());
  }

  static String code(int status) {
    return switch (status) {
      case 401 -> "unauthenticated";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405 -> "method";
      case 413 -> "too-large";
      case 415 -> "media-type";
      case 429 -> "rate-limited";
      case 503 -> "unavailable";
      default -> status < 500 ? "invalid" : "internal";
    };
  }

  static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Not signed in";
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 409 -> "Conflict";
      case 413 -> "Body too large";
      case 415 -> "Unsupported media type";
      case 428 -> "Version required";
      case 429 -> "Too many requests";
      case 503 -> "Not available now";
      default -> status < 500 ? "Request refused" : "Server error";
    };
  }
}
