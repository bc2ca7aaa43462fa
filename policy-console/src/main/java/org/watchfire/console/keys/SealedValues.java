package org.watchfire.console.keys;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A place of this console where values lie that a data key sealed. Registered with the vault, so
 * that a rewrap finds them and nobody destroys a key without seeing what goes with it. Stateless.
 */
public interface SealedValues {
  /** What lies there, for people, for example {@code secrets}. */
  String name();

  /** How many values the versions {@code from} to below {@code below} of the key protect. */
  long count(Handle handle, String keyId, int from, int below);

  /**
   * Some values that versions below protect, locked in this transaction; empty when none is left.
   */
  List<Value> below(Handle handle, String keyId, int version, int limit);

  /** Puts the newly sealed form in the place of the old one. */
  void replace(Handle handle, Value old, String sealed, int version);

  /**
   * @param reference where it lies, in this place's own terms
   * @param sealed as it lies there
   */
  record Value(String reference, String sealed, Binding binding) {}
}
