package org.watchfire.collector.agent;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.collector.input.FileInput;
import org.watchfire.collector.input.ListenAddress;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.core.config.Default;

/**
 * One input; which keys belong to which type is explained in the {@code agent.yaml} that ships.
 *
 * @param id default: type, source and first path or address
 * @param timezone zone of timestamps without one; default: the machine's
 * @param fields static fields, names beginning with {@code gov.} or {@code labels.}
 * @param options settings of the parser
 */
public record InputConfig(
    @Default("''") String id,
    Type type,
    String source,
    @Default("[]") List<String> paths,
    @Default("[]") List<String> exclude,
    @Default("beginning") ReadFrom readFrom,
    @Default("250ms") Duration poll,
    @Default("5s") Duration discover,
    @Default("60s") Duration rotateQuiet,
    @Default("''") String listen,
    @Default("65536") int maxMessage,
    @Default("64") int maxConnections,
    @Default("0s") Duration idleTimeout,
    @Default("null") Path tlsCertFile,
    @Default("null") Path tlsKeyFile,
    @Default("null") Path tlsClientCaFile,
    @Default("false") boolean allowPlaintext,
    @Default("''") String timezone,
    @Default("''") String orgUnit,
    @Default("''") String systemId,
    @Default("''") String zone,
    @Default("{}") Map<String, String> fields,
    @Default("{}") Map<String, String> options) {

  /** Kinds of input. */
  public enum Type {
    FILE,
    UDP,
    TCP
  }

  /** Where a file begins that was there before the very first start. */
  public enum ReadFrom {
    BEGINNING,
    END
  }

  /** Checks the keys that the type needs. */
  public InputConfig {
    if (type == Type.FILE) {
      if (paths.isEmpty()) {
        throw new IllegalArgumentException("an input of type file needs paths");
      }
      for (String p : paths) {
        if (!p.startsWith("/")) {
          throw new IllegalArgumentException("path pattern '" + p + "' must be absolute");
        }
      }
    } else {
      checkListener(type, listen, tlsCertFile, tlsKeyFile, allowPlaintext);
    }
    if (maxMessage < 480 || maxMessage > 1 << 20) {
      throw new IllegalArgumentException("max-message must be 480 to 1048576 bytes");
    }
    if (maxConnections < 1 || maxConnections > 10_000) {
      throw new IllegalArgumentException("max-connections must be 1 to 10000");
    }
    for (String name : fields.keySet()) {
      if (!name.startsWith("gov.") && !name.startsWith("labels.")) {
        throw new IllegalArgumentException("field '" + name + "' must begin with gov. or labels.");
      }
    }
    zoneOf(timezone);
    if (id.isEmpty()) {
      id =
          type.name().toLowerCase(java.util.Locale.ROOT)
              + ":"
              + source
              + ":"
              + (type == Type.FILE ? paths.get(0) : listen);
    }
  }

  private static void checkListener(
      Type type, String listen, Path cert, Path key, boolean allowPlaintext) {
    if (listen.isEmpty()) {
      throw new IllegalArgumentException("a listener needs listen, for instance 127.0.0.1:5514");
    }
    InetSocketAddress address = ListenAddress.parse(listen);
    boolean loopback = address.getAddress().isLoopbackAddress();
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException("tls-cert-file and tls-key-file belong together");
    }
    if (!loopback && cert == null && !allowPlaintext) {
      throw new IllegalArgumentException(
          type == Type.TCP
              ? "a listener beyond loopback needs tls-cert-file and tls-key-file, or"
                  + " allow-plaintext: true"
              : "syslog over UDP is plain: beyond loopback state allow-plaintext: true");
    }
  }

  private static ZoneId zoneOf(String timezone) {
    try {
      return timezone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(timezone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "timezone '" + timezone + "' is unknown, expected for instance Asia/Shanghai or UTC", e);
    }
  }

  FileInput.Settings fileSettings() {
    return new FileInput.Settings(
        id, paths, exclude, poll, discover, rotateQuiet, readFrom == ReadFrom.END);
  }

  ParseContext parseContext(String host, Clock clock) {
    return new ParseContext(zoneOf(timezone), 0, host, clock, staticFields(), options);
  }

  Map<String, String> staticFields() {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (!orgUnit.isEmpty()) {
      all.put("gov.org_unit", orgUnit);
    }
    if (!systemId.isEmpty()) {
      all.put("gov.system_id", systemId);
    }
    if (!zone.isEmpty()) {
      all.put("gov.zone", zone);
    }
    return all;
  }
}
