package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Absolute path patterns: {@code *}, {@code ?}, {@code [a-z]}, {@code {a,b}} within a name, {@code
 * **} over any number of directories including none.
 */
final class Globs {

  private static final int DEEPEST = 32;
  private static final String[] COMPRESSED = {".gz", ".bz2", ".xz", ".zst", ".zip", ".lz4"};

  /** One pattern: where to begin, how deep to look, what fits. */
  private record Pattern(Path root, int depth, List<PathMatcher> matchers) {
    boolean matches(Path path) {
      for (PathMatcher m : matchers) {
        if (m.matches(path)) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Pattern> patterns = new ArrayList<>();
  private final List<PathMatcher> excluded = new ArrayList<>();

  Globs(List<String> include, List<String> exclude) {
    for (String glob : include) {
      patterns.add(pattern(glob));
    }
    for (String glob : exclude) {
      excluded.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
    }
  }

  private static Pattern pattern(String glob) {
    if (!glob.startsWith("/")) {
      throw new IllegalArgumentException("path pattern '" + glob + "' must be absolute");
    }
    String[] parts = glob.substring(1).split("/", -1);
    Path root = Path.of("/");
    int fixed = 0;
    while (fixed < parts.length - 1 && !parts[fixed].matches(".*[*?\\[{\\\\].*")) {
      root = root.resolve(parts[fixed++]);
    }
    List<PathMatcher> matchers = new ArrayList<>();
    matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
    String without = glob.replace("/**/", "/");
    if (!without.equals(glob)) {
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + without));
    }
    return new Pattern(root, glob.contains("**") ? DEEPEST : parts.length - fixed, matchers);
  }

  boolean matches(Path path) {
    for (Pattern p : patterns) {
      if (p.matches(path)) {
        return !excluded(path);
      }
    }
    return false;
  }

  private boolean excluded(Path path) {
    String name = path.getFileName().toString();
    for (String suffix : COMPRESSED) {
      if (name.endsWith(suffix)) {
        return true;
      }
    }
    for (PathMatcher m : excluded) {
      if (m.matches(path) || m.matches(path.getFileName())) {
        return true;
      }
    }
    return false;
  }

  /** Files that fit, in order; directories that cannot be read are counted and passed over. */
  Set<Path> expand(Counters counters) throws IOException {
    Set<Path> found = new TreeSet<>();
    for (Pattern p : patterns) {
      if (!Files.isDirectory(p.root())) {
        continue;
      }
      Files.walkFileTree(
          p.root(),
          EnumSet.noneOf(FileVisitOption.class),
          p.depth(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) {
              if (!attrs.isDirectory() && p.matches(file) && !excluded(file)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              if (!(e instanceof java.nio.file.NoSuchFileException)) {
                counters.readErrors.increment();
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return found;
  }
}
