package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.watchfire.rules.sigma.RuleSource;

/**
 * Where rule texts are found: the pack that ships inside this jar, or a folder of the same layout.
 */
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

  /** All {@code .yml} files of a folder and its subfolders that are rules, sorted by path. */
  public static List<RuleSource> rulesIn(Path folder) throws IOException {
    return files(folder, n -> !n.endsWith(TESTS) && !n.equals(ROUTING));
  }

  /** All {@code .tests.yml} files of a folder and its subfolders, sorted by path. */
  public static List<RuleSource> testsIn(Path folder) throws IOException {
    return files(folder, n -> n.endsWith(TESTS));
  }

  private static List<RuleSource> files(Path folder, Predicate<String> wanted) throws IOException {
    List<RuleSource> out = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> found =
          walk.filter(Files::isRegularFile)
              .filter(p -> p.getFileName().toString().endsWith(".yml"))
              .filter(p -> wanted.test(p.getFileName().toString()))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
      for (Path p : found) {
        out.add(new RuleSource(folder.relativize(p).toString(), Files.readString(p, UTF_8)));
      }
    }
    return out;
  }
}
