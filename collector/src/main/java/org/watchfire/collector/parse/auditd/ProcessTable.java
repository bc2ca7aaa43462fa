package org.watchfire.collector.parse.auditd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The processes last seen starting, by pid, so that an event can name its parent: audit records
 * only carry its number. Bounded; the longest unused are forgotten.
 */
final class ProcessTable {
  private static final int CAPACITY = 4096;

  /** What is known of a process. */
  record Entry(String name, String executable, String commandLine) {}

  private final LinkedHashMap<String, Entry> entries =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > CAPACITY;
        }
      };

  void started(String pid, Entry entry) {
    entries.put(pid, entry);
  }

  /** Remembers a process that was running before we looked, unless its start was seen. */
  void seen(String pid, Entry entry) {
    entries.putIfAbsent(pid, entry);
  }

  /** Null when unknown. */
  Entry find(String pid) {
    return pid == null ? null : entries.get(pid);
  }
}
