package org.watchfire.console.directory;

import java.util.Map;

/** The content of a policy object that people edit. */
sealed interface PolicyBody permits Person, Asset {
  /** Policy object type. */
  String type();

  /** Rank in the level scheme that it refers to; 0 means none where that is allowed. */
  int rank();

  /** JSON tree with whole numbers only. */
  Map<String, Object> tree();
}
