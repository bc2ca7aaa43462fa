package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.List;

/**
 * What a text must have for a regular expression to be found in it.
 *
 * @param texts sets of folded texts, of each of which at least one is in the folded text; none when
 *     nothing is known
 * @param shortest fewest code points
 * @param longest most code points, {@link #UNBOUNDED} when there is no limit
 */
public record RegexNeeds(List<List<String>> texts, int shortest, int longest) {
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private static final RegexNeeds NOTHING = new RegexNeeds(List.of(), 0, UNBOUNDED);

  /**
   * @param multiline whether {@code ^} and {@code $} also mean the ends of lines
   */
  static RegexNeeds of(String regex, boolean multiline) {
    return new Reader(regex, multiline).read();
  }

  /**
   * Reads only what it is sure of; anything else ends a run of literal characters, or the whole
   * search, which is always safe.
   */
  private static final class Reader {
    private static final int MAX_ALTERNATIVES = 64;
    private static final int MAX_SETS = 16;
    private static final int MAX_DEPTH = 32;

    /** Atoms that are no literal character: one code point of several, and none at all. */
    private static final int SOME = -1;

    private static final int NONE = -2;
    private static final int START = -3;
    private static final int END = -4;

    private final String regex;
    private int at;
    private int depth;
    private boolean lost;

    /** Whether a text in which it is found is used up from end to end. */
    private boolean whole = true;

    Reader(String regex, boolean multiline) {
      this.regex = regex;
      whole = !multiline;
    }

    RegexNeeds read() {
      RegexNeeds found = alternatives();
      // A group that closes what was never opened, or something not understood on the way.
      if (lost || at < regex.length()) {
        return NOTHING;
      }
      return new RegexNeeds(
          found.texts.stream().distinct().limit(MAX_SETS).toList(),
          found.shortest,
          whole ? found.longest : UNBOUNDED);
    }

    private boolean more() {
      return !lost && at < regex.length();
    }

    private RegexNeeds alternatives() {
      if (++depth > MAX_DEPTH) {
        lost = true;
        return NOTHING;
      }
      List<RegexNeeds> branches = new ArrayList<>();
      branches.add(sequence());
      while (more() && regex.charAt(at) == '|') {
        at++;
        branches.add(sequence());
      }
      depth--;
      return branches.size() == 1
          ? branches.get(0)
          : new RegexNeeds(
              union(branches),
              branches.stream().mapToInt(RegexNeeds::shortest).min().orElse(0),
              branches.stream().mapToInt(RegexNeeds::longest).max().orElse(UNBOUNDED));
    }

    private static List<List<String>> union(List<RegexNeeds> branches) {
      List<String> union = new ArrayList<>();
      for (RegexNeeds branch : branches) {
        if (branch.texts.isEmpty()) {
          return List.of();
        }
        union.addAll(best(branch.texts));
      }
      return union.size() <= MAX_ALTERNATIVES ? List.of(List.copyOf(union)) : List.of();
    }

    /** The set whose shortest text is longest. */
    private static List<String> best(List<List<String>> sets) {
      List<String> best = sets.get(0);
      for (List<String> set : sets) {
        best = shortest(set) > shortest(best) ? set : best;
      }
      return best;
    }

    private static int shortest(List<String> texts) {
      return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    /** What each part of a concatenation requires. */
    private RegexNeeds sequence() {
      List<List<String>> sets = new ArrayList<>();
      StringBuilder run = new StringBuilder();
      int shortest = 0;
      int longest = 0;
      boolean fromStart = false;
      boolean toEnd = false;
      while (more() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
        RegexNeeds part = null;
        int atom = SOME;
        if (regex.charAt(at) == '(') {
          part = group();
        } else {
          atom = atom();
        }
        if (atom < 0) {
          end(run, sets);
        }
        int behind = at;
        Times times = times();
        boolean once = at == behind;
        if (atom >= 0) {
          if (times.min > 0) {
            run.append((char) atom);
          }
          if (!once) {
            end(run, sets);
          }
        } else if (part != null && times.min > 0) {
          sets.addAll(part.texts);
        }
        int width = atom >= SOME ? 1 : 0;
        int min = part == null ? width : part.shortest;
        int max = part == null ? width : part.longest;
        fromStart |= atom == START && once && longest == 0;
        toEnd = atom == END && once || toEnd && max == 0;
        shortest = sum(shortest, product(min, times.min));
        longest = sum(longest, product(max, times.max));
      }
      end(run, sets);
      whole &= depth > 1 || fromStart && toEnd;
      return new RegexNeeds(sets, shortest, longest);
    }

    private static void end(StringBuilder run, List<List<String>> sets) {
      if (!run.isEmpty()) {
        sets.add(List.of(Fold.fold(run.toString())));
        run.setLength(0);
      }
    }

    private static int sum(int a, int b) {
      return (int) Math.min((long) a + b, UNBOUNDED);
    }

    private static int product(int length, int times) {
      return (int) Math.min((long) length * times, UNBOUNDED);
    }

    /** Reads a group; what it requires. */
    private RegexNeeds group() {
      at++;
      if (more() && regex.charAt(at) == '?') {
        if (regex.startsWith("?:", at)) {
          at += 2;
        } else if (flags(')')) {
          // Flags for what follows; folded texts do not care for case.
          return new RegexNeeds(List.of(), 0, 0);
        } else if (!flags(':')) {
          lost = true;
          return NOTHING;
        }
      }
      RegexNeeds inner = alternatives();
      if (!more() || regex.charAt(at) != ')') {
        lost = true;
        return NOTHING;
      }
      at++;
      return inner;
    }

    /** Reads flags up to an end that is as given. */
    private boolean flags(char end) {
      int i = at + 1;
      while (i < regex.length() && "imsU".indexOf(regex.charAt(i)) >= 0) {
        i++;
      }
      if (i == at + 1 || i == regex.length() || regex.charAt(i) != end) {
        return false;
      }
      whole &= regex.substring(at, i).indexOf('m') < 0;
      at = i + 1;
      return true;
    }

    /** Reads one atom; the ASCII character it stands for, or what it is instead. */
    private int atom() {
      char c = regex.charAt(at);
      switch (c) {
        case '[' -> {
          skipClass();
          return SOME;
        }
        case '.', '^', '$' -> {
          at++;
          return c == '.' ? SOME : c == '^' ? START : END;
        }
        case '\\' -> {
          return escape();
        }
        case '*', '+', '?', '{', '}' -> {
          // Braces may be literal in places; that is not worth knowing here.
          lost = true;
          return SOME;
        }
        default -> {
          return literal(0);
        }
      }
    }

    private int escape() {
      if (at + 1 >= regex.length()) {
        lost = true;
        return SOME;
      }
      char c = regex.charAt(at + 1);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit) {
        return literal(1);
      }
      if ("dDwWsStnrfv".indexOf(c) >= 0) {
        at += 2;
        return SOME;
      }
      if ("bBAz".indexOf(c) >= 0) {
        at += 2;
        return NONE;
      }
      lost = true;
      return SOME;
    }

    /** A code point that stands for itself, so many places on. */
    private int literal(int skip) {
      int c = regex.codePointAt(at + skip);
      at += skip + Character.charCount(c);
      return c < 128 ? c : SOME;
    }

    private void skipClass() {
      at++;
      if (at < regex.length() && regex.charAt(at) == '^') {
        at++;
      }
      // A bracket in the first place is a literal one.
      boolean first = true;
      while (at < regex.length()) {
        char c = regex.charAt(at);
        if (c == ']' && !first) {
          at++;
          return;
        }
        if (c == '[' && at + 1 < regex.length() && regex.charAt(at + 1) == ':') {
          int end = regex.indexOf(":]", at + 2);
          if (end < 0) {
            break;
          }
          at = end + 2;
        } else {
          at += c == '\\' ? 2 : 1;
        }
        first = false;
      }
      lost = true;
    }

    /** How often an atom stands in a row. */
    private record Times(int min, int max) {}

    /** Reads a quantifier, if there is one. */
    private Times times() {
      Times times = new Times(1, 1);
      if (!more()) {
        return times;
      }
      char c = regex.charAt(at);
      if (c == '*' || c == '?') {
        times = new Times(0, c == '?' ? 1 : UNBOUNDED);
        at++;
      } else if (c == '+') {
        times = new Times(1, UNBOUNDED);
        at++;
      } else if (c == '{') {
        int end = regex.indexOf('}', at);
        if (end < 0 || !regex.substring(at + 1, end).matches("\\d{1,4}(,\\d{0,4})?")) {
          lost = true;
          return times;
        }
        String[] limits = regex.substring(at + 1, end).split(",", -1);
        int min = Integer.parseInt(limits[0]);
        times =
            new Times(
                min,
                limits.length == 1
                    ? min
                    : limits[1].isEmpty() ? UNBOUNDED : Integer.parseInt(limits[1]));
        at = end + 1;
      } else {
        return times;
      }
      if (more() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
        // Lazy. A possessive quantifier does not exist in RE2.
        at++;
      }
      return times;
    }
  }
}
