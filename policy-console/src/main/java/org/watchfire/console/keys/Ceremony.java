package org.watchfire.console.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;

/**
 * One round of an unsealing by shares: keepers give theirs one after the other, each natural person
 * one. Begins with the first share and ends by itself after a time. Not thread-safe. Pure: the time
 * comes in.
 */
final class Ceremony {
  private final RootDescription description;
  private final Duration patience;
  private final Map<String, KeyShare> given = new LinkedHashMap<>();
  private final List<String> keepers = new ArrayList<>();
  private Instant ends;

  /**
   * @param patience how long after the first share the last one may come
   */
  Ceremony(RootDescription description, Duration patience) {
    this.description = description;
    this.patience = patience;
  }

  RootDescription description() {
    return description;
  }

  /**
   * Takes a share.
   *
   * @param person the natural person who gives it
   * @param username under this name
   * @throws ShareException when it is not a share of this root key, or he or it was there already
   */
  void give(String person, String username, KeyShare share, Instant now) throws ShareException {
    expire(now);
    description.require(share);
    if (given.containsKey(person)) {
      throw new ShareException("you have given your share; the next one comes from somebody else");
    }
    if (given.values().stream().anyMatch(other -> other.index() == share.index())) {
      throw new ShareException("share " + share.index() + " has been given in this round");
    }
    if (given.isEmpty()) {
      ends = now.plus(patience);
    }
    given.put(person, share);
    keepers.add(username);
  }

  /** How many shares have been given. */
  int count(Instant now) {
    expire(now);
    return given.size();
  }

  boolean complete(Instant now) {
    return count(now) >= description.threshold();
  }

  /** Until when the round waits; null when it has not begun. */
  Instant ends(Instant now) {
    expire(now);
    return ends;
  }

  /** Who has given one, in order; says nothing of the shares. */
  List<String> keepers(Instant now) {
    expire(now);
    return List.copyOf(keepers);
  }

  Collection<KeyShare> shares() {
    return List.copyOf(given.values());
  }

  /** Forgets every share. */
  void clear() {
    given.clear();
    keepers.clear();
    ends = null;
  }

  private void expire(Instant now) {
    if (ends != null && !now.isBefore(ends)) {
      clear();
    }
  }
}
