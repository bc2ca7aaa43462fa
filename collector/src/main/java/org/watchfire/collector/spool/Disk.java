package org.watchfire.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The writes that may fail for want of space. Tests put a disk here that fills up or tears. */
@FunctionalInterface
public interface Disk {

  /** Creates a new file for appending; it must not exist. */
  Output create(Path path) throws IOException;

  /** A file being written. */
  interface Output extends Closeable {
    /** Writes all remaining bytes at the end. */
    void write(ByteBuffer bytes) throws IOException;

    /** Forces data and length to the device. */
    void force() throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;
  }

  /** The file system of the machine. */
  Disk REAL =
      path -> {
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Output() {
          @Override
          public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }

          @Override
          public void force() throws IOException {
            channel.force(false);
          }

          @Override
          public void truncate(long size) throws IOException {
            channel.truncate(size);
          }

          @Override
          public void close() throws IOException {
            channel.close();
          }
        };
      };
}
