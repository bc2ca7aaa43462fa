package org.watchfire.engine.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.watchfire.rules.match.RuleFiles;

/**
 * The rule packs of this process. A pack is read once, so that all operators go by the same text
 * even when somebody changes the files while the job starts.
 */
public final class RulePacks {
  private static final Map<String, RuleFiles.Pack> READ = new HashMap<>();

  private RulePacks() {}

  /**
   * @param folder empty = the built-in rules
   */
  public static synchronized RuleFiles.Pack of(String folder) throws IOException {
    RuleFiles.Pack pack = READ.get(folder);
    if (pack == null) {
      pack = folder.isEmpty() ? RuleFiles.builtIn() : RuleFiles.pack(Path.of(folder));
      READ.put(folder, pack);
    }
    return pack;
  }
}
