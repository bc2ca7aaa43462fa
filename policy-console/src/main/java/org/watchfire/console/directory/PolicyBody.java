package org.watchfire.console.directory;

import java.util.Map;

/** The content of a policy object that people edit. */
sealed interface PolicyBody permits Person, Asset, Department {
  /** Policy object type. */
  String type();

  /** JSON tree with whole numbers only; a member that says nothing is left out. */
  Map<String, Object> tree();
}
