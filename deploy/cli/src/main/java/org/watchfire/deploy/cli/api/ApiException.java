package org.watchfire.deploy.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** The console did not do what it was asked for: it refused, or it did not answer. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 3;
  private static final int FAILED = 1;

  private final int status;
  private final String code;
  private final transient JsonNode problem;

  /**
   * A refusal.
   *
   * @param problem the problem document (RFC 9457); a missing node when the answer was none
   */
  ApiException(String call, int status, JsonNode problem) {
    super(words(call, status, problem));
    this.status = status;
    this.code = problem.path("code").asText();
    this.problem = problem;
  }

  /** No answer. */
  ApiException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
    this.code = "";
    this.problem = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  /** HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** The problem's stable code, such as {@code stale}; empty when there is none. */
  public String code() {
    return code;
  }

  /** The problem document, with its further members. */
  public JsonNode problem() {
    return problem;
  }

  /** What a command ends with: 2 for a request that is wrong, 3 for what is not there, else 1. */
  public int exitCode() {
    return switch (status) {
      case 400, 405, 413, 415, 428 -> USAGE;
      case 404 -> NOT_FOUND;
      default -> FAILED;
    };
  }

  private static String words(String call, int status, JsonNode problem) {
    String detail = problem.path("detail").asText(problem.path("title").asText());
    String code = problem.path("code").asText();
    return call
        + " answers "
        + status
        + (code.isEmpty() ? "" : " " + code)
        + (detail.isEmpty() ? "" : ": " + detail);
  }
}
