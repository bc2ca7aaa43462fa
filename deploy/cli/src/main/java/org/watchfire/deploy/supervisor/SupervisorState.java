package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.deploy.standalone.DataDirectory;

/**
 * What the supervisor tells other commands, in {@code run/state.json}. Written by the supervisor
 * once a second, read by {@code status}, {@code stop} and the rest.
 *
 * @param pid the supervisor's process
 * @param started start time of that process as the operating system tells it, so that a reused pid
 *     is not taken for it
 * @param phase {@code starting}, {@code running}, {@code stopping} or {@code failed}
 * @param detail what is being waited for, or why it failed
 * @param rssBytes resident memory of the supervisor itself
 * @param ports by name
 * @param processes in start order
 */
public record SupervisorState(
    long pid,
    String started,
    String phase,
    String detail,
    long rssBytes,
    Map<String, Integer> ports,
    List<ProcessState> processes) {

  /**
   * One process.
   *
   * @param pid 0 when it does not run
   * @param rssBytes resident memory, 0 when unknown
   * @param startMillis how long the last start took
   */
  public record ProcessState(
      String name, String status, long pid, long restarts, long rssBytes, long startMillis) {}

  public SupervisorState {
    ports = Map.copyOf(ports);
    processes = List.copyOf(processes);
  }

  static Path file(DataDirectory data) {
    return data.root().resolve("run").resolve("state.json");
  }

  /** The state of the supervisor that runs on this data directory now, if any. */
  public static Optional<SupervisorState> ofRunning(DataDirectory data) {
    return read(data).filter(SupervisorState::alive);
  }

  /** The last written state, whether or not its supervisor still runs. */
  public static Optional<SupervisorState> read(DataDirectory data) {
    Path file = file(data);
    try {
      return Files.isRegularFile(file)
          ? Optional.of(parse(Json.parseObject(Files.readAllBytes(file))))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (JsonFormatException | ClassCastException e) {
      throw new IllegalStateException(file + " is damaged: remove it and start again", e);
    }
  }

  private boolean alive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startOf(handle).equals(started))
        .isPresent();
  }

  static String startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Object::toString).orElse("-");
  }

  public int port(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalStateException("the running supervisor knows no port '" + name + "'");
    }
    return port;
  }

  void write(DataDirectory data) throws IOException {
    Path file = file(data);
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling("state.json.tmp");
    Files.write(temporary, Json.write(tree()));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** As JSON tree, for {@code status --json}. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("pid", pid);
    tree.put("started", started);
    tree.put("phase", phase);
    tree.put("detail", detail);
    tree.put("rss_bytes", rssBytes);
    tree.put("ports", ports);
    tree.put(
        "processes",
        processes.stream()
            .map(
                p -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", p.name());
                  one.put("status", p.status());
                  one.put("pid", p.pid());
                  one.put("restarts", p.restarts());
                  one.put("rss_bytes", p.rssBytes());
                  one.put("start_ms", p.startMillis());
                  return one;
                })
            .toList());
    return tree;
  }

  @SuppressWarnings("unchecked")
  private static SupervisorState parse(Map<String, Object> tree) {
    Map<String, Integer> ports =
        ((Map<String, Object>) tree.get("ports"))
            .entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, e -> ((Long) e.getValue()).intValue()));
    List<ProcessState> processes =
        ((List<Map<String, Object>>) tree.get("processes"))
            .stream()
                .map(
                    p ->
                        new ProcessState(
                            (String) p.get("name"),
                            (String) p.get("status"),
                            (Long) p.get("pid"),
                            (Long) p.get("restarts"),
                            (Long) p.get("rss_bytes"),
                            (Long) p.get("start_ms")))
                .toList();
    return new SupervisorState(
        (Long) tree.get("pid"),
        (String) tree.get("started"),
        (String) tree.get("phase"),
        (String) tree.get("detail"),
        (Long) tree.get("rss_bytes"),
        ports,
        processes);
  }
}
