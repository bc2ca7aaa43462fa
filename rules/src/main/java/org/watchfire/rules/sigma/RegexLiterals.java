package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what a regular expression cannot do without: several sets of texts, of each of which at
 * least one is in every text that the expression is found in. Reads only what it is sure of;
 * anything else ends a run of literal characters, or the whole search, which is always safe.
 */
final class RegexLiterals {
  private static final int MAX_ALTERNATIVES = 64;
  private static final int MAX_SETS = 16;
  private static final int MAX_DEPTH = 32;

  private final String regex;
  private int at;
  private int depth;
  private boolean lost;

  private RegexLiterals(String regex) {
    this.regex = regex;
  }

  /** Sets of folded texts, none when nothing is known. */
  static List<List<String>> of(String regex) {
    RegexLiterals r = new RegexLiterals(regex);
    List<List<String>> found = r.alternatives();
    // A group that closes what was never opened, or something not understood on the way.
    if (r.lost || r.at < regex.length()) {
      return List.of();
    }
    return found.stream().distinct().limit(MAX_SETS).toList();
  }

  private boolean more() {
    return !lost && at < regex.length();
  }

  private List<List<String>> alternatives() {
    if (++depth > MAX_DEPTH) {
      lost = true;
      return List.of();
    }
    List<List<List<String>>> branches = new ArrayList<>();
    branches.add(sequence());
    while (more() && regex.charAt(at) == '|') {
      at++;
      branches.add(sequence());
    }
    depth--;
    if (branches.size() == 1) {
      return branches.get(0);
    }
    List<String> union = new ArrayList<>();
    for (List<List<String>> branch : branches) {
      if (branch.isEmpty()) {
        return List.of();
      }
      union.addAll(best(branch));
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
  private List<List<String>> sequence() {
    List<List<String>> sets = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    while (more() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      char c = regex.charAt(at);
      if (c == '(') {
        end(run, sets);
        List<List<String>> group = group();
        if (atLeastOnce()) {
          sets.addAll(group);
        }
      } else {
        int literal = atom(c);
        if (literal < 0) {
          end(run, sets);
          atLeastOnce();
        } else {
          run.append((char) literal);
          int before = at;
          if (!atLeastOnce()) {
            run.setLength(run.length() - 1);
          }
          if (at != before) {
            end(run, sets);
          }
        }
      }
    }
    end(run, sets);
    return sets;
  }

  private static void end(StringBuilder run, List<List<String>> sets) {
    if (!run.isEmpty()) {
      sets.add(List.of(Fold.fold(run.toString())));
      run.setLength(0);
    }
  }

  /** Reads a group; what it requires. */
  private List<List<String>> group() {
    at++;
    if (more() && regex.charAt(at) == '?') {
      if (regex.startsWith("?:", at)) {
        at += 2;
      } else if (flags(')')) {
        // Flags for what follows; folded texts do not care for case.
        return List.of();
      } else if (!flags(':')) {
        lost = true;
        return List.of();
      }
    }
    List<List<String>> inner = alternatives();
    if (!more() || regex.charAt(at) != ')') {
      lost = true;
      return List.of();
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
    at = i + 1;
    return true;
  }

  /** Reads one atom; the ASCII character it stands for, or -1. */
  private int atom(char c) {
    switch (c) {
      case '[' -> {
        skipClass();
        return -1;
      }
      case '.', '^', '$' -> {
        at++;
        return -1;
      }
      case '\\' -> {
        return escape();
      }
      case '*', '+', '?', '{', '}' -> {
        // Braces may be literal in places; that is not worth knowing here.
        lost = true;
        return -1;
      }
      default -> {
        at++;
        return c < 128 ? c : -1;
      }
    }
  }

  private int escape() {
    if (at + 1 >= regex.length()) {
      lost = true;
      return -1;
    }
    char c = regex.charAt(at + 1);
    boolean letterOrDigit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letterOrDigit) {
      at += 2;
      return c < 128 ? c : -1;
    }
    if ("dDwWsSbBAz".indexOf(c) >= 0) {
      at += 2;
      return -1;
    }
    if ("tnrfv".indexOf(c) >= 0) {
      at += 2;
      return -1;
    }
    lost = true;
    return -1;
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

  /** Reads a quantifier, if there is one; false when the atom before it may be absent. */
  private boolean atLeastOnce() {
    if (!more()) {
      return true;
    }
    char c = regex.charAt(at);
    boolean once = true;
    if (c == '*' || c == '?') {
      once = false;
      at++;
    } else if (c == '+') {
      at++;
    } else if (c == '{') {
      int end = regex.indexOf('}', at);
      if (end < 0 || !regex.substring(at + 1, end).matches("\\d{1,4}(,\\d{0,4})?")) {
        lost = true;
        return false;
      }
      once = !regex.substring(at + 1, end).matches("0+(,.*)?");
      at = end + 1;
    } else {
      return true;
    }
    if (more() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
      // Lazy. A possessive quantifier does not exist in RE2.
      at++;
    }
    return once;
  }
}
