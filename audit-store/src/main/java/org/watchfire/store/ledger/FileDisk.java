package org.watchfire.store.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The real file system. Thread-safe. */
public final class FileDisk implements Disk {
  private static final int SYNCS_AT_ONCE = 8;

  /** They wait for the disk, not for a processor. */
  private static final ExecutorService SYNCING =
      Executors.newFixedThreadPool(SYNCS_AT_ONCE, FileDisk::daemon);

  @Override
  public byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(e -> names.add(e.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public void write(Path file, byte[] data, int offset, int length) throws IOException {
    try (FileChannel channel = openWithDirectories(file)) {
      ByteBuffer buffer = ByteBuffer.wrap(data, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private FileChannel openWithDirectories(Path file) throws IOException {
    try {
      return open(file);
    } catch (NoSuchFileException e) {
      createDirectories(file.getParent());
      return open(file);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** A new directory is only durable once its parent is synced. */
  private void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    createDirectories(parent);
    Files.createDirectories(directory);
    syncDirectory(parent);
  }

  @Override
  public void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    }
  }

  /** At the same time, so that the file system can put them into one commit of its journal. */
  @Override
  public void sync(Collection<Path> files) throws IOException {
    if (files.size() < 2) {
      Disk.super.sync(files);
      return;
    }
    List<Future<?>> syncs = new ArrayList<>(files.size());
    for (Path file : files) {
      syncs.add(
          SYNCING.submit(
              () -> {
                sync(file);
                return null;
              }));
    }
    IOException failure = null;
    for (Future<?> sync : syncs) {
      try {
        sync.get();
      } catch (ExecutionException e) {
        failure =
            failure == null ? new IOException(e.getCause().getMessage(), e.getCause()) : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while syncing");
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "ledger-sync");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public Closeable lock(Path file) throws IOException, LedgerLockedException {
    createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new LedgerLockedException(file + " is held by another writer in this process");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new LedgerLockedException(
        file + " is held by another process: stop the other store that writes this ledger");
  }
}
