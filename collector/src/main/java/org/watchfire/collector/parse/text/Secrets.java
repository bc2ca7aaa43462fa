package org.watchfire.collector.parse.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Replaces the values of password-like parameters by {@value #MASK}, so that no secret that
 * somebody typed into a command line, a URL or an SQL statement leaves the server in a log event.
 *
 * <p>Masked are: {@code name=value} and {@code "name":"value"} where the name ends in a secret word
 * (password, token, secret, api key, 密码 …; also with {@code %3D} for the equals sign), {@code
 * Authorization:} values, SQL {@code PASSWORD '…'} and {@code IDENTIFIED BY '…'}, the password of
 * {@code scheme://user:password@host}, JSON web tokens, {@code --password VALUE}, and the short
 * password options of programs that have one ({@code mysql -p…}, {@code sshpass -p …}, {@code curl
 * -u user:…}). Not masked is what only looks alike: sudo's {@code PWD=/…}, {@code ssh -p 22},
 * {@code Failed password for root}.
 *
 * <p>One pass in time linear in the text for lines as logs have them. Idempotent.
 */
public final class Secrets {
  public static final String MASK = "***";

  private static final int LONGEST_NAME = 64;
  private static final Set<String> EXACT_NAMES =
      Set.of("pw", "pass", "pin", "口令", "密码", "密碼", "令牌");
  private static final String[] NAME_ENDINGS = {
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pass",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "authkey",
    "authorization",
    "credential",
    "credentials",
    "sessionid",
    "sessid",
    "amzsignature",
    "口令",
    "密码",
    "密碼",
    "令牌"
  };
  private static final Set<String> AUTH_SCHEMES =
      Set.of("basic", "bearer", "digest", "negotiate", "ntlm", "token", "apikey", "hmac");

  private Secrets() {}

  /** The text with every secret replaced; the same object when there was none. */
  public static String mask(String text) {
    StringBuilder out = null;
    CommandSecrets command = null;
    int copied = 0;
    int length = text.length();
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= 'f' && c <= 'z') {
        i++;
        continue;
      }
      long span = -1;
      switch (c) {
        case '=' -> span = afterAssignment(text, copied, i, i + 1, false);
        case '%' -> {
          if (i + 2 < length && text.charAt(i + 1) == '3' && (text.charAt(i + 2) | 0x20) == 'd') {
            span = afterAssignment(text, copied, i, i + 3, false);
          }
        }
        case ':', '：' -> span = afterColon(text, copied, i);
        case '-' -> {
          if (i == 0 || isBreak(text.charAt(i - 1))) {
            command = command == null ? new CommandSecrets(text) : command;
            span = command.afterOption(i);
          }
        }
        case '\'', '"' -> span = sqlLiteral(text, copied, i);
        case '$' -> span = dollarLiteral(text, copied, i);
        case 'e' -> {
          if (i + 2 < length && text.charAt(i + 1) == 'y' && text.charAt(i + 2) == 'J') {
            span = webToken(text, i);
          }
        }
        default -> {}
      }
      if (span < 0) {
        i++;
        continue;
      }
      int from = (int) (span >>> 32);
      int to = (int) span;
      if (to - from == MASK.length() && text.startsWith(MASK, from)) {
        i = to;
        continue;
      }
      if (out == null) {
        out = new StringBuilder(length);
      }
      out.append(text, copied, from).append(MASK);
      copied = to;
      i = to;
    }
    return out == null ? text : out.append(text, copied, length).toString();
  }

  /** The arguments of one command, each masked, knowing what its program's options mean. */
  public static List<String> maskArguments(List<String> arguments) {
    List<String> out = new ArrayList<>(arguments.size());
    String program = "";
    boolean nextIsSecret = false;
    for (String argument : arguments) {
      String masked;
      if (nextIsSecret) {
        masked = CommandSecrets.maskValue(program, argument);
        nextIsSecret = false;
      } else {
        String known = CommandSecrets.program(argument);
        program = known != null ? known : program;
        masked = CommandSecrets.maskAttached(program, mask(argument));
        nextIsSecret = CommandSecrets.takesSecret(program, argument);
      }
      out.add(masked);
    }
    return out;
  }

  /** Whether a parameter, column or JSON member of this name holds a secret. */
  public static boolean isSecretName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    String plain = plain(name);
    if (EXACT_NAMES.contains(plain)) {
      return true;
    }
    for (String ending : NAME_ENDINGS) {
      if (plain.endsWith(ending)) {
        return !ending.equals("pass") || !(plain.endsWith("bypass") || plain.endsWith("compass"));
      }
    }
    return false;
  }

  static long span(int from, int to) {
    return to > from ? (long) from << 32 | to : -1;
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && c != '.') {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }

  /** Value of {@code name = value}, the sign being at {@code sign}. */
  private static long afterAssignment(String text, int floor, int sign, int after, boolean colon) {
    int end = sign;
    while (end > floor && sign - end < 4 && text.charAt(end - 1) == ' ') {
      end--;
    }
    boolean quotedName = end > floor && isQuote(text.charAt(end - 1));
    if (quotedName) {
      end--;
      if (end > floor && text.charAt(end - 1) == '\\') {
        end--;
      }
    }
    int start = end;
    while (start > floor && end - start <= LONGEST_NAME && isNamePart(text.charAt(start - 1))) {
      start--;
    }
    // Cheapest test first: most names are short words that end in no secret's last letter.
    if (start == end || !mayEndSecret(text.charAt(end - 1))) {
      return -1;
    }
    String name = text.substring(start, end);
    if ((colon && !quotedName && !spokenWithColon(name)) || !isSecretName(name)) {
      return -1;
    }
    int from = after;
    while (from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    if (from > after
        && !colon
        && text.charAt(sign - 1) != ' '
        && from < text.length()
        && !isQuote(text.charAt(from))) {
      // "password= user=x" has an empty value; what follows is the next pair.
      return -1;
    }
    if (plain(name).endsWith("pwd")
        && from < text.length()
        && (text.charAt(from) == '/'
            || text.charAt(from) == '~'
            || text.startsWith("unknown ", from))) {
      return -1;
    }
    return value(text, from);
  }

  private static long afterColon(String text, int floor, int at) {
    if (text.startsWith("//", at + 1)) {
      return urlPassword(text, at + 3);
    }
    return at + 1 < text.length() ? afterAssignment(text, floor, at, at + 1, true) : -1;
  }

  /**
   * Names that people write before a colon; "passwd:" is a program's name in front of its message.
   */
  private static boolean spokenWithColon(String name) {
    String plain = plain(name);
    return plain.endsWith("password")
        || plain.endsWith("authorization")
        || plain.endsWith("apikey")
        || plain.endsWith("passphrase")
        || plain.endsWith("secret")
        || plain.endsWith("token")
        || plain.endsWith("密码")
        || plain.endsWith("口令");
  }

  private static long value(String text, int start) {
    int from = start;
    int length = text.length();
    if (from >= length) {
      return -1;
    }
    boolean escaped = text.charAt(from) == '\\' && from + 1 < length;
    char quote = text.charAt(escaped ? from + 1 : from);
    if (isQuote(quote)) {
      from += escaped ? 2 : 1;
      return span(from, closing(text, from, quote, escaped));
    }
    int to = from;
    while (to < length && !endsValue(text, to)) {
      to++;
    }
    if (to < length
        && text.charAt(to) == ' '
        && AUTH_SCHEMES.contains(text.substring(from, to).toLowerCase(Locale.ROOT))) {
      from = to + 1;
      to = from;
      while (to < length && !endsValue(text, to)) {
        to++;
      }
    }
    return span(from, to);
  }

  /** Where the quoted text ends: at the quote that is neither escaped nor doubled. */
  private static int closing(String text, int from, char quote, boolean escapedQuotes) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        if (escapedQuotes && i + 1 < text.length() && text.charAt(i + 1) == quote) {
          return i;
        }
        i++;
      } else if (c == quote) {
        if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
          if (i == from) {
            return i;
          }
          i++;
        } else {
          return i;
        }
      }
    }
    return text.length();
  }

  private static boolean endsValue(String text, int at) {
    return switch (text.charAt(at)) {
      case ' ', '\t', '&', ';', '"', '\'', '}', ']', '\u001d', '\n', '\r', '<', '|' -> true;
      case '%' -> text.startsWith("26", at + 1);
      case ',' ->
          at + 1 >= text.length() || text.charAt(at + 1) == ' ' || isQuote(text.charAt(at + 1));
      case '\\' -> at + 1 < text.length() && isQuote(text.charAt(at + 1));
      default -> false;
    };
  }

  private static long urlPassword(String text, int from) {
    int colon = -1;
    for (int i = from; i < text.length() && i - from < 512; i++) {
      char c = text.charAt(i);
      if (c == ':' && colon < 0) {
        colon = i;
      } else if (c == '@') {
        return colon < 0 ? -1 : span(colon + 1, i);
      } else if (c == '/' || c == ' ' || c == '?' || c == '#' || isQuote(c)) {
        return -1;
      }
    }
    return -1;
  }

  private static long webToken(String text, int from) {
    // Only where a run of token characters begins, so that no run is walked twice.
    if (from > 0 && isNamePart(text.charAt(from - 1))) {
      return -1;
    }
    int dots = 0;
    int i = from;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!(c < 0x80 && Character.isLetterOrDigit(c)) && c != '_' && c != '-' && c != '=') {
        break;
      }
    }
    return dots >= 1 && i - from >= 24 ? span(from, i) : -1;
  }

  private static long sqlLiteral(String text, int floor, int quote) {
    return beforeSqlLiteral(text, floor, quote)
        ? span(quote + 1, closing(text, quote + 1, text.charAt(quote), false))
        : -1;
  }

  private static long dollarLiteral(String text, int floor, int at) {
    int tagEnd = at + 1;
    while (tagEnd < text.length()
        && tagEnd - at < 32
        && (Character.isLetterOrDigit(text.charAt(tagEnd)) || text.charAt(tagEnd) == '_')) {
      tagEnd++;
    }
    if (tagEnd >= text.length()
        || text.charAt(tagEnd) != '$'
        || !beforeSqlLiteral(text, floor, at)) {
      return -1;
    }
    String tag = text.substring(at, tagEnd + 1);
    int end = text.indexOf(tag, tagEnd + 1);
    return span(tagEnd + 1, end < 0 ? text.length() : end);
  }

  /** Whether {@code PASSWORD} or {@code IDENTIFIED … BY} stands before the literal. */
  private static boolean beforeSqlLiteral(String text, int floor, int quote) {
    int end = quote;
    if (end - 1 > floor
        && "EeNn".indexOf(text.charAt(end - 1)) >= 0
        && !isNamePart(text.charAt(end - 2))) {
      end--;
    }
    int spaces = 0;
    while (end > floor && spaces < 8 && text.charAt(end - 1) == ' ') {
      end--;
      spaces++;
    }
    boolean apart = spaces > 0;
    if (end > floor && text.charAt(end - 1) == '(') {
      end--;
      apart = true;
    }
    // Right behind the word it is the word's own closing quote.
    if (!apart || end < floor + 2) {
      return false;
    }
    char last = (char) (text.charAt(end - 1) | 0x20);
    if (last == 'd') {
      return wordBefore(text, end, "password");
    }
    if (last != 'y' && last != 's') {
      return false;
    }
    if (!wordBefore(text, end, "by") && !wordBefore(text, end, "as")) {
      return false;
    }
    int from = Math.max(floor, end - 64);
    return text.substring(from, end).toLowerCase(Locale.ROOT).contains("identified ");
  }

  private static boolean wordBefore(String text, int end, String word) {
    int start = end - word.length();
    return start >= 0
        && text.regionMatches(true, start, word, 0, word.length())
        && (start == 0 || !isNamePart(text.charAt(start - 1)));
  }

  private static boolean mayEndSecret(char c) {
    return c >= 0x80 || "deyntswlDEYNTSWL".indexOf(c) >= 0;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.'
        || (c > 0x7f && Character.isLetterOrDigit(c));
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  static boolean isBreak(char c) {
    return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '\n' || c == '=' || c == '\0';
  }
}
