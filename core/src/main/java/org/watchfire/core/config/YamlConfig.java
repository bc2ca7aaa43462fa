package org.watchfire.core.config;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Maps a YAML file onto a record, strictly: an unknown key, a missing key without {@link Default},
 * or a value of the wrong form stops with file, line and what was expected.
 *
 * <p>A component {@code kafkaServers} is the key {@code kafka-servers}. Types: String, int, long,
 * double, boolean, Path (relative ones are taken from the file's folder), Duration ({@code 250ms},
 * {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}), URI, enums (any case, {@code -} for {@code _}),
 * List, Map with text keys, and nested records.
 */
public final class YamlConfig {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final int MAX_BYTES = 1 << 20;

  private final String name;
  private final Path folder;

  private YamlConfig(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /**
   * @throws ConfigException when the file cannot be read or does not fit the record
   */
  public static <R extends Record> R load(Path file, Class<R> type) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + ": larger than 1 MiB");
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    Path parent = file.toAbsolutePath().getParent();
    return parse(text, file.toString(), parent, type);
  }

  /** As {@link #load}, of text that is already in memory; {@code name} appears in errors. */
  public static <R extends Record> R parse(String text, String name, Path folder, Class<R> type) {
    YamlConfig config = new YamlConfig(name, folder);
    Optional<Node> root;
    try {
      root =
          new Compose(
                  LoadSettings.builder()
                      .setLabel(name)
                      .setMaxAliasesForCollections(0)
                      // A surrogate pair across the reader's buffer border breaks snakeyaml-engine
                      // 2.10.
                      .setBufferSize(text.length() + 16)
                      .build())
              .composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
      throw new ConfigException(name + ":" + line + ": not valid YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new ConfigException(name + ": not valid YAML: " + e.getMessage(), e);
    }
    Node node = root.orElse(null);
    if (node != null && !(node instanceof MappingNode)) {
      throw config.error(node, "expected keys and values");
    }
    return config.record((MappingNode) node, type, "");
  }

  private <R> R record(MappingNode node, Class<R> type, String path) {
    Map<String, Node> given = new LinkedHashMap<>();
    if (node != null) {
      given = members(node);
    }
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(c -> kebab(c.getName())).toList();
    given.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            throw error(
                value,
                "unknown key '" + path + key + "', expected one of " + String.join(", ", known));
          }
        });
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = kebab(components[i].getName());
      Node value = given.get(key);
      arguments[i] =
          value != null
              ? value(value, components[i].getGenericType(), path + key)
              : defaultValue(node, components[i], path + key);
    }
    try {
      var constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      String where = path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ";
      throw error(node, where + e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record " + type.getName() + " cannot be made", e);
    }
  }

  private Map<String, Node> members(MappingNode node) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw error(tuple.getKeyNode(), "a key must be text");
      }
      if (members.put(key.getValue(), tuple.getValueNode()) != null) {
        throw error(key, "key '" + key.getValue() + "' is given twice");
      }
    }
    return members;
  }

  private Object defaultValue(Node parent, RecordComponent component, String path) {
    Default fallback = component.getAnnotation(Default.class);
    if (fallback == null) {
      throw error(parent, "key '" + path + "' is missing");
    }
    if (fallback.value().equals("null")) {
      return null;
    }
    Node node =
        new Compose(LoadSettings.builder().build())
            .composeString(fallback.value().isEmpty() ? "''" : fallback.value())
            .orElseThrow();
    return value(node, component.getGenericType(), path);
  }

  private Object value(Node node, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return list(node, arguments[0], path);
      }
      if (generic.getRawType() == Map.class) {
        return map(node, arguments[1], path);
      }
      throw new IllegalStateException("unsupported configuration type " + type);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      if (!(node instanceof MappingNode mapping)) {
        throw error(node, "'" + path + "' expects keys and values");
      }
      return record(mapping, raw, path + ".");
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw error(node, "'" + path + "' expects a single value");
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      throw error(node, "'" + path + "' has no value");
    }
    return scalar(scalar, raw, path);
  }

  private List<Object> list(Node node, Type item, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      throw error(node, "'" + path + "' expects a list");
    }
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < sequence.getValue().size(); i++) {
      out.add(value(sequence.getValue().get(i), item, path + "[" + i + "]"));
    }
    return List.copyOf(out);
  }

  private Map<String, Object> map(Node node, Type item, String path) {
    if (!(node instanceof MappingNode mapping)) {
      throw error(node, "'" + path + "' expects keys and values");
    }
    Map<String, Object> out = new LinkedHashMap<>();
    members(mapping).forEach((k, v) -> out.put(k, value(v, item, path + "." + k)));
    return java.util.Collections.unmodifiableMap(out);
  }

  private Object scalar(ScalarNode node, Class<?> type, String path) {
    String text = node.getValue();
    if (type == String.class) {
      return text;
    }
    if (type == boolean.class) {
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true");
      }
      throw error(node, "'" + path + "' expects true or false");
    }
    try {
      if (type == int.class) {
        return Integer.parseInt(text.replace("_", ""));
      }
      if (type == long.class) {
        return Long.parseLong(text.replace("_", ""));
      }
      if (type == double.class) {
        return Double.parseDouble(text);
      }
      if (type == URI.class) {
        return URI.create(text);
      }
    } catch (IllegalArgumentException e) {
      throw error(node, "'" + path + "' expects a " + type.getSimpleName());
    }
    if (type == Path.class) {
      return folder == null ? Path.of(text) : folder.resolve(text).normalize();
    }
    if (type == Duration.class) {
      return duration(node, text, path);
    }
    if (type.isEnum()) {
      return constant(node, type, text, path);
    }
    throw new IllegalStateException("unsupported configuration type " + type);
  }

  private Duration duration(ScalarNode node, String text, String path) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw error(node, "'" + path + "' expects a duration such as 250ms, 10s, 5m, 2h or 1d");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  private Object constant(ScalarNode node, Class<?> type, String text, String path) {
    String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().toUpperCase(Locale.ROOT).equals(wanted)) {
        return constant;
      }
    }
    String all =
        Arrays.stream(type.getEnumConstants())
            .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    throw error(node, "'" + path + "' expects one of " + all);
  }

  private ConfigException error(Node node, String problem) {
    int line = node == null ? 1 : node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    return new ConfigException(name + ":" + line + ": " + problem);
  }

  private static String kebab(String component) {
    StringBuilder out = new StringBuilder();
    for (char c : component.toCharArray()) {
      if (Character.isUpperCase(c)) {
        out.append('-').append(Character.toLowerCase(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
