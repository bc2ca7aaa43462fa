package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the product's files are: a source tree that was built, or an unpacked package.
 *
 * <p>In a source tree (the folder that holds {@code mvnw}) a component's jars are in {@code
 * deploy/target/dist/lib/<component>}; in a package in {@code <home>/lib/<component>}.
 *
 * @param root product root, absolute
 * @param packaged whether this is an unpacked package
 */
public record Layout(Path root, boolean packaged) {
  /** System property that names the root of a source tree. */
  public static final String ROOT_PROPERTY = "watchfire.root";

  /** System property or environment variable that names the home of a package. */
  public static final String HOME_VARIABLE = "WATCHFIRE_HOME";

  public Layout {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Finds the product: {@code WATCHFIRE_HOME} (system property, then environment), then system
   * property {@code watchfire.root}, then upwards from the working directory.
   *
   * @throws IllegalStateException when there is none
   */
  public static Layout find() {
    return find(Path.of(""));
  }

  /** As {@link #find()}, walking upwards from {@code start}. */
  public static Layout find(Path start) {
    Optional<String> home =
        Optional.ofNullable(System.getProperty(HOME_VARIABLE))
            .or(() -> Optional.ofNullable(System.getenv(HOME_VARIABLE)))
            .filter(value -> !value.isBlank());
    if (home.isPresent()) {
      return new Layout(Path.of(home.get()), true);
    }
    String root = System.getProperty(ROOT_PROPERTY);
    if (root != null && Files.isRegularFile(Path.of(root, "mvnw"))) {
      return new Layout(Path.of(root), false);
    }
    for (Path at = start.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("mvnw"))) {
        return new Layout(at, false);
      }
    }
    throw new IllegalStateException(
        "cannot find the product: no folder with 'mvnw' at or above "
            + start.toAbsolutePath().normalize()
            + "; set "
            + HOME_VARIABLE
            + " to an unpacked package or -D"
            + ROOT_PROPERTY
            + " to the source tree");
  }

  /** The folder that holds the jars of a component; it may not exist yet. */
  public Path library(String component) {
    return packaged
        ? root.resolve("lib").resolve(component)
        : root.resolve("deploy/target/dist/lib").resolve(component);
  }

  /**
   * The font with Chinese characters that reports are written in; a build without the web has none.
   */
  public Optional<Path> reportFont() {
    Path fonts = packaged ? root.resolve("fonts") : root.resolve("deploy/target/dist/fonts");
    return Optional.of(fonts.resolve("NotoSansSC-Regular.ttf")).filter(Files::isRegularFile);
  }

  /**
   * Every jar of a component, sorted by name so that two starts see the same class path.
   *
   * @throws IOException when the component has not been packaged
   */
  public List<Path> jars(String component) throws IOException {
    Path library = library(component);
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(library)) {
      try (Stream<Path> files = Files.list(library)) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    if (jars.isEmpty()) {
      throw new IOException(
          "no jars of component '"
              + component
              + "' in "
              + library
              + (packaged ? ": the package is incomplete" : ": run ./mvnw package first"));
    }
    return List.copyOf(jars);
  }

  /**
   * The command line of a component's main class, on the JVM that runs this code.
   *
   * @param jvmArguments options before the class path, for example {@code -Xmx256m}
   * @param arguments options of the program
   * @throws IOException when the component has not been packaged
   */
  public List<String> java(
      String component, String mainClass, List<String> jvmArguments, List<String> arguments)
      throws IOException {
    return java(jars(component), mainClass, jvmArguments, arguments);
  }

  static List<String> java(
      List<Path> classPath, String mainClass, List<String> jvmArguments, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.add("-cp");
    command.add(
        String.join(
            System.getProperty("path.separator"), classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
