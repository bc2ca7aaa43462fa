package org.watchfire.console.web;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that is not granted: becomes an {@code application/problem+json} answer. The detail is
 * shown to the caller, so it holds nothing he may not know.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, Object> extra = new LinkedHashMap<>();
  private long retryAfterSeconds;

  public Refusal(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = requireNonNull(code);
  }

  /** 400: the request itself is wrong. */
  public static Refusal invalid(String detail) {
    return new Refusal(400, "invalid", detail);
  }

  /** 404. */
  public static Refusal notFound(String detail) {
    return new Refusal(404, "not-found", detail);
  }

  /** 409: somebody else was faster. */
  public static Refusal stale(long current) {
    return new Refusal(
            409, "stale", "it has been changed meanwhile; read it again and repeat the change")
        .with("current", current);
  }

  /** Adds a member to the problem document. */
  public Refusal with(String name, Object value) {
    extra.put(name, value);
    return this;
  }

  public Refusal retryAfter(long seconds) {
    this.retryAfterSeconds = seconds;
    return this;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  Map<String, Object> extra() {
    return extra;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
