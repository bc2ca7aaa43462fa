package org.watchfire.console.web;

/**
 * One operation of the API.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path below {@code /api/v1}, parameters in braces
 * @param access what it needs
 * @param handler what it does
 */
public record Route(String method, String path, Access access, Handler handler) {
  /** Answers one call that was let through. */
  @FunctionalInterface
  public interface Handler {
    void handle(Call call);
  }

  public static Route get(String path, Access access, Handler handler) {
    return new Route("GET", path, access, handler);
  }

  public static Route post(String path, Access access, Handler handler) {
    return new Route("POST", path, access, handler);
  }

  public static Route put(String path, Access access, Handler handler) {
    return new Route("PUT", path, access, handler);
  }

  public static Route delete(String path, Access access, Handler handler) {
    return new Route("DELETE", path, access, handler);
  }

  /** Whether it may change something. */
  boolean changes() {
    return !method.equals("GET");
  }
}
