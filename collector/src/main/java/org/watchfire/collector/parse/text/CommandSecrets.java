package org.watchfire.collector.parse.text;

import java.util.Map;

/** The options by which command-line programs take a secret. Used by {@link Secrets} only. */
final class CommandSecrets {
  /**
   * Program to option letters. A letter followed by {@code +} takes its secret attached only
   * ({@code -pX}), {@code *} attached or as the next argument; {@code @} means {@code user:secret}
   * or {@code user%secret}, of which the user is kept.
   */
  private static final Map<String, String> SHORT_OPTIONS =
      Map.ofEntries(
          Map.entry("mysql", "p+"),
          Map.entry("mysqldump", "p+"),
          Map.entry("mysqladmin", "p+"),
          Map.entry("mysqlimport", "p+"),
          Map.entry("mysqlcheck", "p+"),
          Map.entry("mariadb", "p+"),
          Map.entry("mariadb-dump", "p+"),
          Map.entry("mariadb-admin", "p+"),
          Map.entry("mongo", "p*"),
          Map.entry("mongodump", "p*"),
          Map.entry("mongosh", "p*"),
          Map.entry("sshpass", "p*"),
          Map.entry("sqlcmd", "P*"),
          Map.entry("bcp", "P*"),
          Map.entry("isql", "P*"),
          Map.entry("ldapsearch", "w*"),
          Map.entry("ldapmodify", "w*"),
          Map.entry("ldapadd", "w*"),
          Map.entry("ldapdelete", "w*"),
          Map.entry("ldappasswd", "w*"),
          Map.entry("redis-cli", "a*"),
          Map.entry("useradd", "p*"),
          Map.entry("usermod", "p*"),
          Map.entry("zip", "P*"),
          Map.entry("unzip", "P*"),
          Map.entry("7z", "p+"),
          Map.entry("7za", "p+"),
          Map.entry("7zr", "p+"),
          Map.entry("rar", "p+"),
          Map.entry("unrar", "p+"),
          Map.entry("curl", "u@"),
          Map.entry("smbclient", "U@"),
          Map.entry("rpcclient", "U@"));

  private static final int LONGEST_PROGRAM = 16;

  private final String text;
  private int scanned;
  private int word;
  private String program;

  /** For the options of one text, asked in their order. */
  CommandSecrets(String text) {
    this.text = text;
  }

  /** Span of the secret that the option at {@code dash} takes, or -1. */
  long afterOption(int dash) {
    int length = text.length();
    if (dash + 1 >= length) {
      return -1;
    }
    int end = dash;
    while (end < length && !Secrets.isBreak(text.charAt(end)) && text.charAt(end) != ';') {
      end++;
    }
    if (text.charAt(dash + 1) == '-') {
      return secretLongOption(text.substring(dash, Math.min(end, dash + 66)))
          ? nextArgument(text, end, false)
          : -1;
    }
    char letter = text.charAt(dash + 1);
    if ("pPwauU".indexOf(letter) < 0) {
      return -1;
    }
    advance(dash);
    char kind = program == null ? 0 : kind(program, letter);
    if (kind == 0) {
      return -1;
    }
    if (end > dash + 2) {
      return kind == '@' ? afterUser(text, dash + 2, end) : Secrets.span(dash + 2, end);
    }
    if (dash + 2 < length && Secrets.isQuote(text.charAt(dash + 2)) && kind != '@') {
      return nextArgument(text, end, false);
    }
    return kind == '+' ? -1 : nextArgument(text, end, kind == '@');
  }

  /** The known program that an argument names, or null. */
  static String program(String argument) {
    int slash = argument.lastIndexOf('/');
    String name = slash < 0 ? argument : argument.substring(slash + 1);
    return SHORT_OPTIONS.containsKey(name) ? name : null;
  }

  static boolean takesSecret(String program, String argument) {
    if (argument.startsWith("--")) {
      return secretLongOption(argument);
    }
    if (argument.length() != 2 || argument.charAt(0) != '-') {
      return false;
    }
    char kind = kind(program, argument.charAt(1));
    return kind == '*' || kind == '@';
  }

  static String maskValue(String program, String value) {
    boolean userFirst = "@".equals(lastKind(program)) && value.indexOf(separator(value)) > 0;
    return userFirst
        ? value.substring(0, value.indexOf(separator(value)) + 1) + Secrets.MASK
        : Secrets.MASK;
  }

  static String maskAttached(String program, String argument) {
    if (argument.length() < 3 || argument.charAt(0) != '-' || argument.charAt(1) == '-') {
      return argument;
    }
    char kind = kind(program, argument.charAt(1));
    if (kind == 0) {
      return argument;
    }
    return argument.substring(0, 2) + maskValue(program, argument.substring(2));
  }

  private static String lastKind(String program) {
    String options = SHORT_OPTIONS.getOrDefault(program, "");
    return options.isEmpty() ? "" : options.substring(options.length() - 1);
  }

  private static boolean secretLongOption(String option) {
    return option.length() > 4
        && option.indexOf('=') < 0
        && !option.contains("file")
        && Secrets.isSecretName(option.substring(2));
  }

  private static char kind(String program, char letter) {
    String options = SHORT_OPTIONS.get(program);
    return options != null && options.charAt(0) == letter ? options.charAt(1) : 0;
  }

  /** Moves to {@code end}, remembering the last known program named since the last separator. */
  private void advance(int end) {
    for (; scanned < end; scanned++) {
      char c = text.charAt(scanned);
      boolean separates = c == ';' || c == '|' || c == '&' || c == '\n';
      if (separates || c == '/' || c == '(' || Secrets.isBreak(c)) {
        if (scanned > word && scanned - word <= LONGEST_PROGRAM) {
          String name = text.substring(word, scanned);
          program = SHORT_OPTIONS.containsKey(name) ? name : program;
        }
        word = scanned + 1;
        program = separates ? null : program;
      }
    }
  }

  private static long nextArgument(String text, int end, boolean afterUser) {
    int from = end;
    while (from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    if (from >= text.length() || text.charAt(from) == '-' || text.charAt(from) == ';') {
      return -1;
    }
    char open = text.charAt(from);
    int to;
    if (Secrets.isQuote(open)) {
      from++;
      to = text.indexOf(open, from);
      to = to < 0 ? text.length() : to;
    } else {
      to = from;
      while (to < text.length() && !Secrets.isBreak(text.charAt(to))) {
        to++;
      }
    }
    return afterUser ? afterUser(text, from, to) : Secrets.span(from, to);
  }

  private static long afterUser(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == ':' || text.charAt(i) == '%') {
        return Secrets.span(i + 1, to);
      }
    }
    return -1;
  }

  private static char separator(String value) {
    return value.indexOf(':') >= 0 ? ':' : '%';
  }
}
