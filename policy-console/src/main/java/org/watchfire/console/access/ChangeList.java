package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.access.AccessChange;

/**
 * The changes of a dry run, packed: gzip of JSON lines. A line's number is its place from 1 on, and
 * what a page begins behind.
 */
final class ChangeList {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final GZIPOutputStream out;
  private long count;

  ChangeList() {
    try {
      this.out = new GZIPOutputStream(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(AccessChange change) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", text(change.kind()));
    line.put("person", change.person());
    line.put("asset", change.asset());
    line.put("action", change.action().text());
    line.put("before", text(change.before()));
    line.put("after", text(change.after()));
    line.put("policyBefore", change.policyBefore());
    line.put("policyAfter", change.policyAfter());
    try {
      out.write(StrictJson.write(line));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    count++;
  }

  long count() {
    return count;
  }

  /** Nothing can be added after this. */
  byte[] packed() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] empty() {
    return new ChangeList().packed();
  }

  /** One change with its number. */
  record Numbered(long number, JsonNode change) {}

  /**
   * @param behind number of the last line that was seen, 0 = from the beginning
   * @param limit how many at most
   */
  static List<Numbered> page(byte[] packed, long behind, int limit, Predicate<JsonNode> wanted) {
    List<Numbered> page = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(new ByteArrayInputStream(packed)), UTF_8))) {
      long number = 0;
      for (String line = lines.readLine();
          line != null && page.size() < limit;
          line = lines.readLine()) {
        number++;
        if (number > behind) {
          JsonNode change = StrictJson.tree(line.getBytes(UTF_8));
          if (wanted.test(change)) {
            page.add(new Numbered(number, change));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the list of changes cannot be unpacked", e);
    }
    return page;
  }

  private static String text(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }
}
