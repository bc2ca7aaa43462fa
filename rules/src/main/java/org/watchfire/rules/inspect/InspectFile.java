package org.watchfire.rules.inspect;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.CharBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.watchfire.core.json.Json;

/**
 * Inspects a file or a stream of any size in constant memory and prints one JSON object a line for
 * each finding: {@code {"file","detector","start","end","confidence","masked"}}. Positions count
 * the characters (code points) of the decoded text from 0, {@code end} is exclusive; confidence is
 * 50-100.
 *
 * <p>The text is read in overlapping pieces of 64 Ki characters. What weighs a whole document (many
 * phones, three different marks) is weighed within a piece.
 */
public final class InspectFile {
  private static final int PIECE = 1 << 16;

  /** Enough for the longest value and the words around it. */
  private static final int OVERLAP = 1024;

  private final Inspector inspector;

  public InspectFile(Inspector inspector) {
    this.inspector = requireNonNull(inspector, "inspector");
  }

  /**
   * What an inspection saw.
   *
   * @param charset how the bytes were read
   * @param characters code points read
   * @param replaced characters that were no text in that charset
   * @param findings number of findings by detector
   */
  public record Summary(
      String charset, long characters, long replaced, Map<String, Long> findings) {}

  /**
   * Inspects all of {@code in}, which stays open, as does {@code json}.
   *
   * @param name what to print as {@code file}
   */
  public Summary run(InputStream in, String name, OutputStream json) throws IOException {
    TextInput text = new TextInput(in);
    Map<String, Long> counts = new TreeMap<>();
    char[] buffer = new char[PIECE + 2 * OVERLAP];
    int length = 0;
    int emitFrom = 0;
    long charactersBefore = 0;
    long reportedTo = 0;
    long unitsBefore = 0;
    boolean end = false;
    while (!end) {
      int read = text.read(buffer, length, buffer.length - length);
      end = read < 0;
      length += Math.max(read, 0);
      if (!end && length < buffer.length - 1) {
        continue;
      }
      int emitTo = end ? length : length - OVERLAP;
      CharSequence piece = CharBuffer.wrap(buffer, 0, length);
      int headerEnd = (int) Math.max(0, MarkScan.HEADER - unitsBefore);
      int position = 0;
      long characters = charactersBefore;
      for (Hit hit : Inspector.best(inspector.candidates(piece, headerEnd))) {
        boolean ours = hit.start() >= emitFrom && hit.start() < emitTo;
        if (!ours || !hit.reported() || unitsBefore + hit.start() < reportedTo) {
          continue;
        }
        characters += Character.codePointCount(buffer, position, hit.start() - position);
        position = hit.start();
        int width = Character.codePointCount(buffer, hit.start(), hit.end() - hit.start());
        reportedTo = unitsBefore + hit.end();
        print(json, name, hit, characters, characters + width);
        counts.merge(hit.detector(), 1L, Long::sum);
      }
      int keepFrom = end ? length : Math.max(0, emitTo - OVERLAP);
      if (keepFrom < length && keepFrom > 0 && Character.isLowSurrogate(buffer[keepFrom])) {
        keepFrom--;
      }
      charactersBefore += Character.codePointCount(buffer, 0, keepFrom);
      unitsBefore += keepFrom;
      System.arraycopy(buffer, keepFrom, buffer, 0, length - keepFrom);
      emitFrom = emitTo - keepFrom;
      length -= keepFrom;
    }
    return new Summary(text.charset(), charactersBefore, text.replaced(), counts);
  }

  private static void print(OutputStream json, String name, Hit hit, long start, long end)
      throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", name);
    line.put("detector", hit.detector());
    line.put("start", start);
    line.put("end", end);
    line.put("confidence", (long) hit.confidence());
    line.put("masked", hit.masked());
    json.write(Json.write(line));
    json.write('\n');
  }
}
