package org.watchfire.collector.parse.auditd;

import java.util.ArrayList;
import java.util.List;
import org.watchfire.collector.parse.line.Draft;

/** The flags argument of the open calls (asm-generic/fcntl.h), which tells reading from writing. */
final class OpenFlags {
  private static final int ACCESS_MODE = 3;
  private static final int CREATE = 0x40;
  private static final int TRUNCATE = 0x200;
  private static final int APPEND = 0x400;
  private static final int DIRECTORY_X86 = 0x10000;
  private static final int DIRECTORY_ARM = 0x4000;

  private OpenFlags() {}

  static void putInto(String callName, AuditRecord call, Draft draft) {
    // openat2 passes the flags in memory; open_by_handle_at has them in a2.
    String text =
        switch (callName) {
          case "open" -> call.get("a1");
          case "openat", "open_by_handle_at" -> call.get("a2");
          default -> null;
        };
    if (text == null) {
      return;
    }
    int flags;
    try {
      flags = (int) Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException notANumber) {
      return;
    }
    int directory = "c00000b7".equals(call.get("arch")) ? DIRECTORY_ARM : DIRECTORY_X86;
    List<String> names = new ArrayList<>();
    names.add(
        switch (flags & ACCESS_MODE) {
          case 0 -> "O_RDONLY";
          case 1 -> "O_WRONLY";
          default -> "O_RDWR";
        });
    if ((flags & CREATE) != 0) {
      names.add("O_CREAT");
    }
    if ((flags & TRUNCATE) != 0) {
      names.add("O_TRUNC");
    }
    if ((flags & APPEND) != 0) {
      names.add("O_APPEND");
    }
    draft.put("auditd.log.open_flags", names);
    if ((flags & ACCESS_MODE) != 0 || (flags & TRUNCATE) != 0) {
      draft.type("change").action("file-write");
    } else if ((flags & directory) != 0) {
      draft.action("directory-list");
    } else {
      draft.action("file-read");
    }
  }
}
