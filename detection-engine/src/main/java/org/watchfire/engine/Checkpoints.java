package org.watchfire.engine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retained checkpoints in a local folder: {@code <job id>/chk-<n>/_metadata}. Each start of the
 * engine is a Flink job of its own, so the newest is chosen over all jobs by the time its metadata
 * was written.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  private record Found(Path path, FileTime written) {}

  /**
   * The newest checkpoint whose metadata can be read and whose files are all there in full length.
   */
  Optional<Path> newestComplete() throws IOException {
    for (Found candidate : found()) {
      String problem = problem(candidate.path());
      if (problem == null) {
        return Optional.of(candidate.path());
      }
      LOG.warn("checkpoint {} is not used: {}", candidate.path(), problem);
    }
    return Optional.empty();
  }

  /**
   * Removes the folders of jobs other than the running one; called once that has checkpoints of its
   * own.
   */
  void removeOthers(String jobId) throws IOException {
    try (Stream<Path> jobs = Files.list(folder)) {
      for (Path job : jobs.filter(Files::isDirectory).toList()) {
        if (!job.getFileName().toString().equals(jobId)) {
          remove(job);
        }
      }
    }
  }

  /** Whether the job has a checkpoint that is complete. */
  boolean has(String jobId) throws IOException {
    for (Found f : found()) {
      if (f.path().getParent().getFileName().toString().equals(jobId)) {
        return true;
      }
    }
    return false;
  }

  private List<Found> found() throws IOException {
    List<Found> all = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (Stream<Path> walk = Files.walk(folder, 3)) {
      for (Path metadata : walk.filter(p -> p.endsWith("_metadata")).toList()) {
        all.add(new Found(metadata.getParent(), Files.getLastModifiedTime(metadata)));
      }
    }
    all.sort(Comparator.comparing(Found::written).reversed());
    return all;
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path p : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }

  /** What is wrong with a checkpoint, null when nothing is. */
  private static String problem(Path checkpoint) {
    Path metadata = checkpoint.resolve("_metadata");
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      CheckpointMetadata read =
          org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
              in, Checkpoints.class.getClassLoader(), checkpoint.toUri().toString());
      for (OperatorState operator : read.getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          String problem = problem(subtask);
          if (problem != null) {
            return problem;
          }
        }
      }
      return null;
    } catch (IOException | RuntimeException e) {
      // Torn metadata makes Flink's reader throw whatever its decoders throw.
      return "metadata cannot be read: " + e;
    }
  }

  private static String problem(OperatorSubtaskState subtask) throws IOException {
    List<StreamStateHandle> handles = new ArrayList<>();
    for (OperatorStateHandle h : subtask.getManagedOperatorState()) {
      handles.add(h.getDelegateStateHandle());
    }
    for (OperatorStateHandle h : subtask.getRawOperatorState()) {
      handles.add(h.getDelegateStateHandle());
    }
    for (KeyedStateHandle h : subtask.getManagedKeyedState()) {
      collect(h, handles);
    }
    for (KeyedStateHandle h : subtask.getRawKeyedState()) {
      collect(h, handles);
    }
    for (StreamStateHandle h : handles) {
      if (h instanceof FileStateHandle file
          && file.getFilePath().getFileSystem() instanceof LocalFileSystem) {
        Path path = Path.of(file.getFilePath().toUri().getPath());
        if (!Files.exists(path) || Files.size(path) != file.getStateSize()) {
          return path.getFileName() + " is missing or cut off";
        }
      }
    }
    return null;
  }

  private static void collect(KeyedStateHandle handle, List<StreamStateHandle> out) {
    if (handle instanceof KeyGroupsStateHandle groups) {
      out.add(groups.getDelegateStateHandle());
    } else if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
      out.add(incremental.getMetaDataStateHandle());
      incremental.getPrivateState().forEach(h -> out.add(h.getHandle()));
      incremental.getSharedState().forEach(h -> out.add(h.getHandle()));
    }
  }
}
