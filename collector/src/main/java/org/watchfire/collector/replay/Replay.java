package org.watchfire.collector.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.watchfire.collector.agent.Pipeline;
import org.watchfire.collector.input.Counters;
import org.watchfire.collector.input.SourceSpec;
import org.watchfire.collector.input.StreamReader;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.spool.SpoolConfig;
import org.watchfire.collector.spool.Stamped;
import org.watchfire.core.event.EventId;

/** Runs one replay: reads, sends, waits for the last acknowledgement. */
public final class Replay {

  private static final long QUOTA = 256L << 20;

  private Replay() {}

  /**
   * Sends the whole input through a pipeline of its own and returns when all of it is acknowledged.
   * A run that was interrupted is continued by the next one with the same content; its events are
   * not sent twice.
   *
   * @throws ReplayException when nothing moved for the time-out; the events stay in the spool and
   *     go out with the next replay of this identity
   * @throws IOException when the input or the spool cannot be read or written
   * @throws IllegalArgumentException for an unknown source
   */
  public static ReplayResult run(ReplaySpec spec)
      throws IOException, InterruptedException, ReplayException {
    Path copy = null;
    try {
      Path file = spec.file();
      if (file == null) {
        copy = copy(spec.stdin(), spec.dataDir());
        file = copy;
      }
      String generation = generation(spec.source(), file);
      String name =
          spec.name() == null && spec.file() != null ? spec.file().toString() : spec.name();
      return send(spec, file, generation, name);
    } finally {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    }
  }

  private static ReplayResult send(ReplaySpec spec, Path file, String generation, String name)
      throws IOException, InterruptedException, ReplayException {
    Clock clock = Clock.systemUTC();
    Pipeline.Settings settings =
        new Pipeline.Settings(
            spec.agentId(),
            spec.hostName(),
            SpoolConfig.of(spec.dataDir().resolve("spool"), QUOTA),
            spec.topic(),
            spec.kafka()::properties,
            spec.macKey(),
            spec.inspection());
    try (Pipeline pipeline = Pipeline.open(settings, clock);
        InputStream in = plain(Files.newInputStream(file))) {
      SourceSpec source =
          new SourceSpec(
              spec.source(),
              new ParseContext(
                  spec.zone(), spec.year(), spec.hostName(), clock, spec.fields(), spec.options()),
              spec.fields(),
              pipeline.encoder());
      Stamped before = pipeline.spool().stats().last();
      Reading reading =
          new Reading(
              () ->
                  StreamReader.replay(
                      in,
                      generation,
                      name,
                      source,
                      pipeline.sink(),
                      pipeline.spool().positions(),
                      new CountDownLatch(1)));
      awaitAll(pipeline, reading, spec);
      Stamped last = pipeline.spool().stats().last();
      Counters c = pipeline.counters();
      long events = last.seq() - before.seq();
      return new ReplayResult(
          c.lines.sum(),
          events,
          c.structured.sum(),
          c.unparsed(),
          last.epoch(),
          events == 0 ? 0 : before.seq() + 1,
          events == 0 ? 0 : last.seq());
    }
  }

  /** The thread that reads, and how it ended. */
  private static final class Reading {

    interface Work {
      void run() throws IOException, InterruptedException;
    }

    private final Thread thread;
    private volatile Exception failure;

    Reading(Work work) {
      thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException | InterruptedException | RuntimeException e) {
                  failure = e;
                }
              },
              "replay");
      thread.setDaemon(true);
      thread.start();
    }

    boolean done() throws IOException, ReplayException {
      if (thread.isAlive()) {
        return false;
      }
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure != null) {
        throw new ReplayException("replay failed: " + failure, failure);
      }
      return true;
    }

    void stop() throws InterruptedException {
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(2));
    }
  }

  private static void awaitAll(Pipeline pipeline, Reading reading, ReplaySpec spec)
      throws IOException, InterruptedException, ReplayException {
    long progress = System.nanoTime();
    long seen = -1;
    while (true) {
      boolean read = reading.done();
      if (pipeline.spool().awaitAcked(200, TimeUnit.MILLISECONDS) && read) {
        return;
      }
      if (!read) {
        reading.thread.join(20);
      }
      long acked = pipeline.shipping().acked() + pipeline.counters().lines.sum();
      if (acked != seen) {
        seen = acked;
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > spec.timeout().toNanos()) {
        reading.stop();
        throw new ReplayException(
            "no progress for "
                + spec.timeout().toSeconds()
                + " s ("
                + pipeline.shipping().lastError()
                + "); "
                + pipeline.shipping().acked()
                + " events are acknowledged, the rest stays in "
                + spec.dataDir());
      }
    }
  }

  /** Content decides: the same bytes of the same source have the same ids. */
  private static String generation(String source, Path file) throws IOException {
    try (InputStream in = plain(Files.newInputStream(file))) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
      return EventId.ofTexts("replay", source, HexFormat.of().formatHex(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Path copy(InputStream in, Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    Path copy =
        Files.createTempFile(
            dataDir,
            "stdin",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(copy)) {
      in.transferTo(out);
    }
    return copy;
  }

  private static InputStream plain(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 64 << 10);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1f && second == 0x8b ? new GZIPInputStream(in, 64 << 10) : in;
  }
}
