package org.watchfire.rules.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Reads the regular files of a gzip-compressed tar archive (POSIX ustar and pax, GNU long names),
 * one after the other. Nothing is unpacked to disk, so names cannot lead anywhere; links and
 * devices are passed over. What breaks the format is an {@link IOException} that says where.
 */
final class TarGz {
  private static final int BLOCK = 512;
  private static final int MAX_META = 1 << 20;

  /** Takes one file. */
  interface Visitor {
    void file(String name, byte[] content) throws IOException;
  }

  private final InputStream in;
  private final String archive;
  private final long maxFile;
  private long at;

  private TarGz(InputStream in, String archive, long maxFile) {
    this.in = in;
    this.archive = archive;
    this.maxFile = maxFile;
  }

  /**
   * @param wanted by name, as it stands in the archive; other files are not read into memory
   * @param maxFile largest wanted file in bytes
   */
  static void read(Path archive, Predicate<String> wanted, long maxFile, Visitor visitor)
      throws IOException {
    try (InputStream in =
        new BufferedInputStream(
            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16),
            1 << 16)) {
      new TarGz(in, archive.toString(), maxFile).run(wanted, visitor);
    }
  }

  private void run(Predicate<String> wanted, Visitor visitor) throws IOException {
    Map<String, String> extended = new HashMap<>();
    byte[] header = new byte[BLOCK];
    while (header(header)) {
      long size = extended.containsKey("size") ? decimal(extended.get("size")) : size(header);
      char type = (char) (header[156] & 0xff);
      switch (type) {
        case 'x' -> pax(content(size, MAX_META), extended);
        case 'g' -> skip(size);
        case 'L' -> extended.put("path", text(content(size, MAX_META), 0, (int) size));
        case 'K' -> skip(size);
        default -> {
          String name = extended.getOrDefault("path", name(header));
          extended.clear();
          if ((type == '0' || type == 0 || type == '7') && wanted.test(name)) {
            visitor.file(name, content(size, maxFile));
          } else {
            skip(size);
          }
        }
      }
    }
  }

  /** False at the end of the archive. */
  private boolean header(byte[] header) throws IOException {
    int n = in.readNBytes(header, 0, BLOCK);
    if (n == 0) {
      return false;
    }
    if (n < BLOCK) {
      throw wrong("ends in the middle of a header");
    }
    int sum = 0;
    boolean zero = true;
    for (int i = 0; i < BLOCK; i++) {
      zero &= header[i] == 0;
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (zero) {
      return false;
    }
    if (sum != octal(header, 148, 8)) {
      throw wrong("has a header with a wrong checksum");
    }
    at += BLOCK;
    return true;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    // GNU headers use the place of the prefix for other things.
    boolean posix = ustar && header[262] == 0;
    String prefix = posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int max) {
    int end = from;
    while (end < from + max && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, UTF_8);
  }

  private long size(byte[] header) throws IOException {
    if ((header[124] & 0x80) != 0) {
      throw wrong("has a file of more than 8 GiB");
    }
    return octal(header, 124, 12);
  }

  private long octal(byte[] header, int from, int length) throws IOException {
    String text = text(header, from, length).strip();
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        throw wrong("has a header with a number that is not octal");
      }
      value = value * 8 + digit;
    }
    return value;
  }

  private long decimal(String text) throws IOException {
    if (!text.matches("\\d{1,18}")) {
      throw wrong("has an extended header with a wrong size");
    }
    return Long.parseLong(text);
  }

  /** Records of the form {@code length key=value\n}; the length counts the whole record. */
  private void pax(byte[] body, Map<String, String> out) throws IOException {
    int at = 0;
    while (at < body.length) {
      int space = at;
      while (space < body.length && body[space] != ' ') {
        space++;
      }
      long length = decimal(new String(body, at, space - at, UTF_8));
      if (space == body.length || length <= space - at + 1 || length > body.length - at) {
        throw wrong("has a malformed extended header");
      }
      String record = new String(body, space + 1, (int) length - (space - at) - 2, UTF_8);
      int equals = record.indexOf('=');
      if (equals < 0) {
        throw wrong("has a malformed extended header");
      }
      out.put(record.substring(0, equals), record.substring(equals + 1));
      at += (int) length;
    }
  }

  private byte[] content(long size, long max) throws IOException {
    if (size > max) {
      throw wrong("has a file of " + size + " bytes, at most " + max);
    }
    byte[] content = in.readNBytes((int) size);
    if (content.length < size) {
      throw wrong("ends in the middle of a file");
    }
    at += size;
    pad(size);
    return content;
  }

  private void skip(long size) throws IOException {
    try {
      in.skipNBytes(size);
    } catch (EOFException e) {
      throw new IOException(archive + " ends in the middle of a file", e);
    }
    at += size;
    pad(size);
  }

  private void pad(long size) throws IOException {
    long rest = (BLOCK - size % BLOCK) % BLOCK;
    at += rest;
    if (in.readNBytes((int) rest).length < rest) {
      throw wrong("ends in the middle of a file");
    }
  }

  private IOException wrong(String what) {
    return new IOException(archive + " " + what + " (byte " + at + " of the tar)");
  }
}
