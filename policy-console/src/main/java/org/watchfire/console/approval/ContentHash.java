package org.watchfire.console.approval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.json.CanonicalJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * What a decision is bound to: the hash of kind, target, parameters and content, each behind its
 * length in four bytes, so that no two requests have the same bytes.
 */
final class ContentHash {
  private static final String DOMAIN = "watchfire approval 1";
  private static final int MAX_PARAMETERS = 256 << 10;

  private final CryptoSuite suite;

  ContentHash(CryptoSuite suite) {
    this.suite = suite;
  }

  /**
   * @param parameters canonical
   * @return 64 hex digits
   */
  String of(String kind, String target, String parameters, ApprovalContent content) {
    byte[][] parts = {
      DOMAIN.getBytes(UTF_8),
      kind.getBytes(UTF_8),
      target.getBytes(UTF_8),
      parameters.getBytes(UTF_8),
      content.canonical()
    };
    int length = 0;
    for (byte[] part : parts) {
      length += Integer.BYTES + part.length;
    }
    ByteBuffer framed = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      framed.putInt(part.length).put(part);
    }
    return HexFormat.of().formatHex(suite.hash(framed.array()));
  }

  /**
   * The same text for the same parameters, however they were written (RFC 8785).
   *
   * @throws Refusal 400 when they are no object, 413 when they are too large
   */
  static String canonical(JsonNode parameters) {
    byte[] json = StrictJson.write(parameters);
    if (json.length > MAX_PARAMETERS) {
      throw new Refusal(413, "too-large", "the parameters are larger than a request may be");
    }
    try {
      return new String(CanonicalJson.bytes(Json.parseObject(json)), UTF_8);
    } catch (JsonFormatException | IllegalArgumentException e) {
      throw Refusal.invalid("parameters expects a JSON object");
    }
  }
}
