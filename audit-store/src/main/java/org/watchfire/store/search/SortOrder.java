package org.watchfire.store.search;

/** By {@code @timestamp}, then by number in the ledger. */
public enum SortOrder {
  NEWEST_FIRST,
  OLDEST_FIRST
}
