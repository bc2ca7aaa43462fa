package org.watchfire.store.ledger;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the text form of a {@link TrustPolicy} strictly, once. */
final class TrustPolicyParser {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_LINES = 1024;

  private final List<TrustPolicy.LogKey> logKeys = new ArrayList<>();
  private final Set<KeyType> required = EnumSet.noneOf(KeyType.class);
  private final List<TrustPolicy.Witness> witnesses = new ArrayList<>();
  private final Map<String, TrustPolicy.Quorum> defined = new HashMap<>();
  private final Set<String> grouped = new HashSet<>();
  private TrustPolicy.Quorum quorum;

  TrustPolicy parse(String text) throws NoteException {
    if (text.length() > MAX_CHARS) {
      throw new NoteException("the policy is longer than " + MAX_CHARS + " characters");
    }
    String[] lines = text.split("\n", -1);
    if (lines.length > MAX_LINES) {
      throw new NoteException("the policy has more than " + MAX_LINES + " lines");
    }
    for (int i = 0; i < lines.length; i++) {
      try {
        line(lines[i]);
      } catch (NoteException e) {
        throw new NoteException("policy line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    if (quorum == null) {
      throw new NoteException("the policy has no quorum line ('quorum none' asks for no witness)");
    }
    for (KeyType type : required) {
      if (logKeys.stream().noneMatch(k -> k.key().type() == type)) {
        throw new NoteException("the policy requires a key of type " + type.id() + " but has none");
      }
    }
    return new TrustPolicy(logKeys, required, witnesses, quorum);
  }

  private void line(String line) throws NoteException {
    if (line.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
      throw new NoteException("has a control character");
    }
    List<String> words = words(line);
    if (words.isEmpty() || words.get(0).startsWith("#")) {
      return;
    }
    switch (words.get(0)) {
      case "log" -> log(words, false);
      case "site" -> log(words, true);
      case "require" -> require(words);
      case "witness" -> witness(words);
      case "group" -> group(words);
      case "quorum" -> quorum(words);
      default ->
          throw new NoteException(
              "begins with '"
                  + words.get(0)
                  + "', expected log, site, require, witness, group or quorum");
    }
  }

  /** Only spaces and tabs separate. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split("[ \t]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static void requireWords(List<String> words, int least, int most, String form)
      throws NoteException {
    if (words.size() < least || words.size() > most) {
      throw new NoteException("expected '" + form + "'");
    }
  }

  private void log(List<String> words, boolean site) throws NoteException {
    requireWords(words, 2, site ? 2 : 3, site ? "site <vkey>" : "log <vkey> [<url>]");
    NoteVerifier key = NoteVerifier.parse(words.get(1));
    if (words.size() == 3) {
      url(words.get(2));
    }
    for (TrustPolicy.LogKey known : logKeys) {
      if (known.key().sameKey(key)) {
        throw new NoteException("the same key as that of " + known.origin());
      }
    }
    logKeys.add(new TrustPolicy.LogKey(key.name(), site, key));
  }

  private void require(List<String> words) throws NoteException {
    requireWords(words, 2, Integer.MAX_VALUE, "require <type>...");
    for (String word : words.subList(1, words.size())) {
      KeyType type =
          KeyType.of(word)
              .orElseThrow(() -> new NoteException("there is no key type '" + word + "'"));
      if (!required.add(type)) {
        throw new NoteException("requires " + word + " twice");
      }
    }
  }

  private void witness(List<String> words) throws NoteException {
    requireWords(words, 3, 4, "witness <name> <vkey> [<url>]");
    String name = newName(words.get(1));
    NoteVerifier key = NoteVerifier.parse(words.get(2));
    if (!key.type().timestamped()) {
      throw new NoteException("the key of a witness is of a cosignature type (4 or 6)");
    }
    for (TrustPolicy.Witness known : witnesses) {
      if (known.key().sameKey(key)) {
        throw new NoteException("the same key as that of witness " + known.name());
      }
    }
    String url = words.size() == 4 ? url(words.get(3)) : "";
    witnesses.add(new TrustPolicy.Witness(name, key, url));
    defined.put(name, new TrustPolicy.Quorum.One(name));
  }

  private static String url(String text) throws NoteException {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || uri.getRawAuthority() == null) {
        throw new NoteException("'" + text + "' is not a URL");
      }
      return text;
    } catch (URISyntaxException e) {
      throw new NoteException("'" + text + "' is not a URL", e);
    }
  }

  private String newName(String name) throws NoteException {
    if (name.equals("none") || defined.containsKey(name)) {
      throw new NoteException("the name " + name + " is taken");
    }
    return name;
  }

  private void group(List<String> words) throws NoteException {
    requireWords(words, 4, Integer.MAX_VALUE, "group <name> all|any|<k> <member>...");
    String name = newName(words.get(1));
    List<TrustPolicy.Quorum> members = new ArrayList<>();
    for (String member : words.subList(3, words.size())) {
      if (!defined.containsKey(member)) {
        throw new NoteException("there is no witness or group '" + member + "' above");
      }
      if (!grouped.add(member)) {
        throw new NoteException(member + " is a member of a group already");
      }
      members.add(defined.get(member));
    }
    defined.put(name, new TrustPolicy.Quorum.Group(threshold(words.get(2), members), members));
  }

  private static int threshold(String word, List<?> members) throws NoteException {
    int k =
        switch (word) {
          case "all" -> members.size();
          case "any" -> 1;
          default -> word.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(word) : 0;
        };
    if (k < 1 || k > members.size()) {
      throw new NoteException("'" + word + "' is not all, any or between 1 and " + members.size());
    }
    return k;
  }

  private void quorum(List<String> words) throws NoteException {
    requireWords(words, 2, 2, "quorum <name>");
    if (quorum != null) {
      throw new NoteException("a second quorum line");
    }
    String name = words.get(1);
    quorum = name.equals("none") ? new TrustPolicy.Quorum.None() : defined.get(name);
    if (quorum == null) {
      throw new NoteException("there is no witness or group '" + name + "' above");
    }
  }
}
