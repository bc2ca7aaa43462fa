package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.watchfire.rules.files.SourceTree;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

/** Where rule texts are found: the pack that ships inside this jar; folders, files, archives. */
public final class RuleFiles {
  static final String ROUTING = "routing.yml";
  private static final String BUILT_IN = "/org/watchfire/rules/content/";
  private static final String TESTS = ".tests.yml";

  private RuleFiles() {}

  /**
   * @param rules rule files sorted by path
   */
  public record Pack(List<RuleSource> rules, Routing routing) {
    public Pack {
      rules = List.copyOf(rules);
    }
  }

  /** The pack of this product. */
  public static Pack builtIn() throws IOException {
    URL routing = RuleFiles.class.getResource(BUILT_IN + ROUTING);
    if (routing == null) {
      throw new IOException("the built-in rules are not on the class path: " + BUILT_IN);
    }
    URI uri;
    try {
      uri = routing.toURI();
    } catch (URISyntaxException e) {
      throw new IOException("the built-in rules have no readable place: " + routing, e);
    }
    if (!uri.getScheme().equals("jar")) {
      return pack(Path.of(uri).getParent());
    }
    String jar = uri.toString().substring("jar:".length(), uri.toString().indexOf('!'));
    try (FileSystem files = FileSystems.newFileSystem(Path.of(URI.create(jar)), Map.of())) {
      return pack(files.getPath(BUILT_IN));
    }
  }

  /**
   * The pack in a folder that has a {@code routing.yml}.
   *
   * @throws IllegalArgumentException when the routing is malformed
   */
  public static Pack pack(Path folder) throws IOException {
    Path routing = folder.resolve(ROUTING);
    return new Pack(
        rulesIn(folder), Routing.parse(new RuleSource(ROUTING, Files.readString(routing, UTF_8))));
  }

  /**
   * Rule texts of some places.
   *
   * @param rules in the order of the places, sorted by path inside each
   * @param unreadable files that are not text
   */
  public record Found(List<RuleSource> rules, List<Rejection> unreadable) {
    public Found {
      rules = List.copyOf(rules);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * The rules in folders, files and {@code .tar.gz} archives: every {@code .yml} and {@code .yaml}
   * except examples ({@code .tests.yml}), {@code routing.yml}, {@code info.yml} and what is in a
   * folder {@code regression_data}. A file that is given itself is taken whatever its name.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such place
   */
  public static Found find(List<Path> places) throws IOException {
    List<RuleSource> rules = new ArrayList<>();
    List<Rejection> unreadable = new ArrayList<>();
    for (Path place : places) {
      for (SourceTree.Entry e : SourceTree.read(place, RuleFiles::isRule)) {
        try {
          rules.add(new RuleSource(e.name(), text(e.content())));
        } catch (CharacterCodingException notText) {
          unreadable.add(new Rejection(e.name(), 0, "", "not UTF-8 text"));
        }
      }
    }
    return new Found(rules, unreadable);
  }

  /** Whether a path, with {@code /}, is the name of a rule file. */
  static boolean isRule(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return isYaml(name)
        && !name.endsWith(TESTS)
        && !name.equals(ROUTING)
        && !name.equals("info.yml")
        && !("/" + path).contains("/regression_data/");
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yml") || name.endsWith(".yaml");
  }

  /**
   * @throws CharacterCodingException when the bytes are not UTF-8; a byte order mark is dropped
   */
  public static String text(byte[] bytes) throws CharacterCodingException {
    String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** All rules of a folder and its subfolders, named and sorted by path. */
  public static List<RuleSource> rulesIn(Path folder) throws IOException {
    return files(folder, RuleFiles::isRule);
  }

  /** All {@code .tests.yml} files of a folder and its subfolders, named and sorted by path. */
  public static List<RuleSource> testsIn(Path folder) throws IOException {
    return files(folder, n -> n.endsWith(TESTS));
  }

  private static List<RuleSource> files(Path folder, Predicate<String> wanted) throws IOException {
    List<RuleSource> out = new ArrayList<>();
    for (SourceTree.Entry e : SourceTree.read(folder, wanted)) {
      out.add(new RuleSource(e.path(), text(e.content())));
    }
    return out;
  }
}
