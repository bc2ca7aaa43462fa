package org.watchfire.console.keys;

import org.watchfire.console.keys.lifecycle.KeyState;

/**
 * One version of a key as it stands.
 *
 * @param material its wrapped form; null once it is destroyed
 * @param wrapped version of the wrapping key, 1 when that is the root key
 * @param sealed how often it protected something
 * @param opened how often something it protected was opened
 */
record KeyVersion(
    String keyId,
    int version,
    KeyState state,
    String material,
    int wrapped,
    long sealed,
    long opened) {
  @Override
  public String toString() {
    return keyId + "/" + version + " " + state;
  }
}
