package org.watchfire.rules.directory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an asset is met: {@code path:/srv/share/档案/**}, {@code db:archive.public.secret_files},
 * {@code url:oa.example/archive/**}, {@code host:db01}.
 *
 * <p>Each is a list of segments. In a segment {@code *} stands for any characters; the segment
 * {@code **} stands for any number of segments, none included. A path that ends in {@code /} means
 * all below. A database selector that names fewer parts than database, schema and object means all
 * below. A URL selector without host ({@code url:/archive/**}) means any host.
 */
public sealed interface Selector {
  /** What the segments are matched against. */
  List<String> segments();

  /** Segments of an absolute path. */
  record File(List<String> segments) implements Selector {}

  /** Database, schema, object. */
  record Database(List<String> segments) implements Selector {}

  /** Host, then the segments of the path. */
  record Url(List<String> segments) implements Selector {
    /**
     * The same with the host's first label only, for logs that know no more of their server than
     * that.
     */
    Url ofFirstLabel() {
      List<String> shorter = new ArrayList<>(segments);
      shorter.set(0, firstLabel(segments.get(0)));
      return new Url(List.copyOf(shorter));
    }

    static String firstLabel(String host) {
      int dot = host.indexOf('.');
      return dot < 0 || host.indexOf('*') >= 0 ? host : host.substring(0, dot);
    }
  }

  /** One host name. */
  record Host(List<String> segments) implements Selector {}

  /** Any number of segments. */
  String DEEP = "**";

  /**
   * How much of what {@code other} names this selector names too: all of it, none of it, or a part.
   * {@code ALL} and {@code NONE} are certain; where patterns make it hard to tell it is {@code
   * PART}.
   */
  default Coverage covers(Selector other) {
    if (getClass() != other.getClass()) {
      return Coverage.NONE;
    }
    boolean shortHost =
        this instanceof Url
            && !other.segments().isEmpty()
            && other.segments().get(0).indexOf('.') < 0;
    return Coverage.of(
        shortHost ? ((Url) this).ofFirstLabel().segments() : segments(), other.segments());
  }

  /** As it is written, {@code path:/srv/share/**}. */
  default String text() {
    String joined = String.join(this instanceof Database ? "." : "/", segments());
    if (this instanceof File) {
      return "path:/" + joined;
    }
    if (this instanceof Database) {
      return "db:"
          + (joined.endsWith("." + DEEP) ? joined.substring(0, joined.length() - 3) : joined);
    }
    return (this instanceof Url ? "url:" : "host:") + joined;
  }

  /** Reads one selector; empty when it is none. */
  static Optional<Selector> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String rest = Normalizer.normalize(text.substring(colon + 1).strip(), Normalizer.Form.NFC);
    return switch (text.substring(0, colon)) {
      case "path" -> rest.startsWith("/") ? Optional.of(new File(path(rest))) : Optional.empty();
      case "db" -> database(rest);
      case "url" -> url(rest);
      case "host" ->
          rest.isEmpty() || rest.contains("/")
              ? Optional.empty()
              : Optional.of(new Host(List.of(rest.toLowerCase(Locale.ROOT))));
      default -> Optional.empty();
    };
  }

  private static List<String> path(String text) {
    List<String> segments = segments(text);
    if (text.endsWith("/")) {
      segments.add(DEEP);
    }
    return List.copyOf(segments);
  }

  private static Optional<Selector> database(String text) {
    List<String> segments = new ArrayList<>();
    for (String part : text.toLowerCase(Locale.ROOT).split("\\.", -1)) {
      if (part.isEmpty()) {
        return Optional.empty();
      }
      segments.add(part);
    }
    if (segments.size() > 3) {
      return Optional.empty();
    }
    if (segments.size() < 3) {
      segments.add(DEEP);
    }
    return Optional.of(new Database(List.copyOf(segments)));
  }

  private static Optional<Selector> url(String text) {
    String rest = text.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    String host = slash < 0 ? rest : rest.substring(0, slash);
    List<String> segments = new ArrayList<>();
    segments.add(host.isEmpty() ? "*" : host.toLowerCase(Locale.ROOT));
    if (slash < 0) {
      segments.add(DEEP);
    } else {
      segments.addAll(path(rest.substring(slash)));
    }
    return Optional.of(new Url(List.copyOf(segments)));
  }

  /**
   * The segments of a path: backslashes as slashes, empty and {@code .} segments left out, {@code
   * ..} resolved, Unicode composed, so that no other spelling of the same path leads around an
   * asset.
   */
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    String plain = Normalizer.normalize(path, Normalizer.Form.NFC);
    int from = 0;
    for (int i = 0; i <= plain.length(); i++) {
      if (i < plain.length() && plain.charAt(i) != '/' && plain.charAt(i) != '\\') {
        continue;
      }
      String segment = plain.substring(from, i);
      from = i + 1;
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.remove(segments.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return segments;
  }
}
