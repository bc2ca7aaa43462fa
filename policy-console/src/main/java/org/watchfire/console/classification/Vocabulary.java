package org.watchfire.console.classification;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.classification.Harm.Degree;

/**
 * What detectors find and what words say, with whom it harms and how much: {@code vocabulary.json}.
 */
final class Vocabulary {
  /**
   * A kind of data.
   *
   * @param personal whether it is about natural persons
   * @param words found as whole words of names in Latin letters, anywhere in Chinese ones
   */
  record Kind(
      String id,
      String zh,
      String en,
      Harm harm,
      Degree degree,
      boolean personal,
      List<String> detectors,
      List<String> words) {
    /** The first of its words that a text holds. */
    Optional<String> in(String text) {
      String plain = normal(text);
      return words.stream().filter(word -> holds(plain, word)).findFirst();
    }

    private static boolean holds(String text, String word) {
      boolean latin = word.chars().allMatch(c -> c < 128);
      for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        int end = at + word.length();
        if (!latin
            || ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end))))) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Kind> kinds;
  private final Map<String, Kind> byDetector = new LinkedHashMap<>();

  private Vocabulary(List<Kind> kinds) {
    this.kinds = List.copyOf(kinds);
    for (Kind kind : kinds) {
      for (String detector : kind.detectors()) {
        if (byDetector.put(detector, kind) != null) {
          throw new IllegalStateException("detector " + detector + " has two kinds");
        }
      }
    }
  }

  /** The one that ships. */
  static Vocabulary load() {
    try (InputStream in = Vocabulary.class.getResourceAsStream("vocabulary.json")) {
      JsonNode tree =
          JsonMapper.builder()
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build()
              .readTree(in);
      List<Kind> kinds = new ArrayList<>();
      for (JsonNode kind : tree.path("kinds")) {
        kinds.add(
            new Kind(
                kind.required("id").asText(),
                kind.required("zh").asText(),
                kind.required("en").asText(),
                Harm.valueOf(kind.required("harm").asText()),
                Degree.valueOf(kind.required("degree").asText()),
                kind.required("personal").asBoolean(),
                texts(kind.required("detectors")),
                texts(kind.required("words")).stream().map(Vocabulary::normal).toList()));
      }
      return new Vocabulary(kinds);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the vocabulary of classification", e);
    }
  }

  List<Kind> kinds() {
    return kinds;
  }

  Optional<Kind> ofDetector(String detector) {
    return Optional.ofNullable(byDetector.get(detector));
  }

  /** Full-width letters are letters, case is none, and parts of a name are parted by one sign. */
  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s_.-]+", "_");
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
