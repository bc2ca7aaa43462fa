package org.watchfire.console.web;

import io.javalin.http.Context;
import java.util.Map;

/** The headers that tell a browser what this site never does. */
final class SecurityHeaders {
  /** On every answer. Pages replace the policy by {@link #pagePolicy}. */
  static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Embedder-Policy", "require-corp",
          "Cache-Control", "no-store");

  private static final String HSTS = "max-age=31536000; includeSubDomains";

  private SecurityHeaders() {}

  static void apply(Context context, boolean tls) {
    ALWAYS.forEach(context::header);
    if (tls) {
      context.header("Strict-Transport-Security", HSTS);
    }
  }

  /**
   * What the page of the user interface may load: scripts and styles of this site; style elements
   * only with the nonce of this answer (the hash is the one empty style with which a drawer locks
   * scrolling).
   */
  static String pagePolicy(String nonce) {
    return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
        + nonce
        + "' 'sha256-0O3S3uMt1kDhSUJwQa1v9r3Oh6FbUY4KJgqQcrzdNOU='; img-src 'self' data:;"
        + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
        + " form-action 'self'; frame-ancestors 'none'";
  }
}
