package org.watchfire.collector.spool;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes segments: begins them with a snapshot of the positions, adds frames, gives them up when a
 * write fails. Used by one thread at a time.
 */
final class SegmentWriter implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

  private final Path dir;
  private final Disk disk;
  private final SpoolKey key;
  private final SecureRandom random;
  private final long epoch;
  private final Map<String, byte[]> positions;
  private long nextId;
  private Disk.Output output;
  private Path path;
  private SegmentCipher cipher;
  private int frameIndex;
  private long size;

  SegmentWriter(
      Path dir,
      Disk disk,
      SpoolKey key,
      SecureRandom random,
      long epoch,
      long nextId,
      Map<String, byte[]> positions) {
    this.dir = dir;
    this.disk = disk;
    this.key = key;
    this.random = random;
    this.epoch = epoch;
    this.nextId = nextId;
    this.positions = new HashMap<>(positions);
  }

  /** Whether there is a segment that takes frames. */
  boolean isOpen() {
    return output != null;
  }

  /** Bytes of the present segment that are on disk for certain. */
  long size() {
    return size;
  }

  /**
   * Begins a segment: header and snapshot are forced, the directory too, before anything else may
   * go into it.
   *
   * @param firstSeq number of the next event
   */
  Segment begin(long firstSeq) throws IOException {
    long id = nextId++;
    Path freshPath = dir.resolve(Segment.fileName(id));
    SegmentHeader header = SegmentHeader.fresh(id, epoch, firstSeq, random);
    SegmentCipher freshCipher = new SegmentCipher(key, header);
    ByteBuffer snapshot =
        freshCipher.seal(
            0,
            FrameCodec.encode(true, epoch, firstSeq, 0, new ByteArrayOutputStream(0), positions));
    long length = SegmentHeader.SIZE + (long) snapshot.remaining();
    Disk.Output fresh = disk.create(freshPath);
    try {
      fresh.write(ByteBuffer.wrap(header.bytes()));
      fresh.write(snapshot);
      fresh.force();
      forceDirectory();
    } catch (IOException e) {
      try {
        fresh.close();
      } finally {
        Files.deleteIfExists(freshPath);
      }
      throw e;
    }
    if (output != null) {
      output.close();
    }
    output = fresh;
    path = freshPath;
    cipher = freshCipher;
    frameIndex = 1;
    size = length;
    return new Segment(header, freshPath, length);
  }

  /** Adds a frame and forces it; its length on disk. */
  int write(byte[] body) throws IOException {
    ByteBuffer frame = cipher.seal(frameIndex++, body);
    int length = frame.remaining();
    output.write(frame);
    output.force();
    size += length;
    return length;
  }

  /** Takes positions into account that a written frame changed. */
  void apply(Map<String, byte[]> changes) {
    changes.forEach(
        (k, v) -> {
          if (v.length == 0) {
            positions.remove(k);
          } else {
            positions.put(k, v);
          }
        });
  }

  /**
   * Gives up the present segment: what a failed write or fsync left in it is not to be trusted or
   * continued.
   */
  void abandon() {
    if (output == null) {
      return;
    }
    try {
      output.truncate(size);
    } catch (IOException e) {
      LOG.warn("segment {} keeps an unfinished tail: {}", path.getFileName(), e.getMessage());
    }
    try {
      output.close();
    } catch (IOException e) {
      LOG.warn("segment {} did not close: {}", path.getFileName(), e.getMessage());
    }
    output = null;
  }

  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    if (output != null) {
      output.close();
      output = null;
    }
  }
}
