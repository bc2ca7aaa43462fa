package org.watchfire.console.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;

/** The cookie that carries the session id: HttpOnly, SameSite=Strict, Secure where TLS is used. */
final class SessionCookie {
  static final String NAME = "wf_session";

  // Ends with the browser; how long the session itself lasts is the server's to decide.
  private static final int BROWSER_SESSION = -1;
  private static final int GONE = 0;

  private SessionCookie() {}

  static void set(Context context, String sessionId, boolean secure) {
    context.cookie(cookie(sessionId, BROWSER_SESSION, secure));
  }

  static void clear(Context context, boolean secure) {
    context.cookie(cookie("", GONE, secure));
  }

  private static Cookie cookie(String value, int maxAge, boolean secure) {
    return new Cookie(NAME, value, "/", maxAge, secure, true, null, SameSite.STRICT);
  }
}
