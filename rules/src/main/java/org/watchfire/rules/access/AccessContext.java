package org.watchfire.rules.access;

import java.time.Duration;
import java.time.Instant;
import org.watchfire.rules.sigma.IpNetwork;

/**
 * The circumstances of a request. Null is "not known", never "none": where it matters, {@link
 * Presumption} decides.
 *
 * @param purpose the declared purpose, one of the site's list
 * @param sourceIp the address it comes from
 * @param mfaAge how long ago the second factor was shown
 * @param caseId the case it belongs to
 */
public record AccessContext(
    Instant at, String purpose, String sourceIp, Duration mfaAge, String caseId) {

  /** Nothing is known. */
  public static final AccessContext UNKNOWN = new AccessContext(null, null, null, null, null);

  /**
   * @throws IllegalArgumentException when the address is none, or the age is negative: a value that
   *     cannot be compared must not look like one that did not match
   */
  public AccessContext {
    if (sourceIp != null && IpNetwork.parse(sourceIp).isEmpty()) {
      throw new IllegalArgumentException("the source of an access is an IP address");
    }
    if (mfaAge != null && mfaAge.isNegative()) {
      throw new IllegalArgumentException("a second factor cannot be shown in the future");
    }
  }

  /** Only the time is known. */
  public static AccessContext at(Instant at) {
    return new AccessContext(at, null, null, null, null);
  }
}
