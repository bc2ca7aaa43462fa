package org.watchfire.rules.access;

import java.io.IOException;
import java.io.InputStream;

/** The policy set that ships ({@code rules/policies/default.json}): where a site begins. */
public final class DefaultPolicies {
  private static final String RESOURCE = "/org/watchfire/rules/policies/default.json";

  private DefaultPolicies() {}

  /** Its text. */
  public static byte[] json() throws IOException {
    try (InputStream in = DefaultPolicies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the default policies are not on the class path: " + RESOURCE);
      }
      return in.readAllBytes();
    }
  }

  /** As version 1. */
  public static AccessPolicySet set() throws IOException {
    try {
      return AccessPolicyReader.ofPublished().read(json());
    } catch (AccessPolicyException e) {
      throw new IOException("the default policies cannot be read: " + e.getMessage(), e);
    }
  }
}
