package org.watchfire.core.stamp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;

/** The record headers that carry a stamp. Numbers are decimal ASCII; the MAC is raw bytes. */
public final class StampHeaders {
  public static final String AGENT = "wf-agent";
  public static final String EPOCH = "wf-epoch";
  public static final String SEQ = "wf-seq";
  public static final String SCHEMA = "wf-schema";
  public static final String MAC = "wf-mac";

  /** Version of the event document and of the header set. */
  public static final String SCHEMA_VERSION = "1";

  private StampHeaders() {}

  /** The headers of a record; the MAC covers agent, epoch, seq and value. */
  public static Map<String, byte[]> write(Stamp stamp, byte[] value, MacKey key) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(AGENT, stamp.agent().getBytes(UTF_8));
    headers.put(EPOCH, Long.toString(stamp.epoch()).getBytes(UTF_8));
    headers.put(SEQ, Long.toString(stamp.seq()).getBytes(UTF_8));
    headers.put(SCHEMA, SCHEMA_VERSION.getBytes(UTF_8));
    headers.put(MAC, mac(stamp, value, key));
    return headers;
  }

  static byte[] mac(Stamp stamp, byte[] value, MacKey key) {
    byte[] agent = stamp.agent().getBytes(UTF_8);
    byte[] numbers =
        ByteBuffer.allocate(20)
            .putInt(agent.length)
            .putLong(stamp.epoch())
            .putLong(stamp.seq())
            .array();
    return CryptoSuites.named(key.suite()).mac(key, numbers, agent, value);
  }
}
