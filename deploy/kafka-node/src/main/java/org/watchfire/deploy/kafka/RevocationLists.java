package org.watchfire.deploy.kafka;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocation lists (RFC 5280) in a file, read again when the file changes. A list counts when
 * an authority that is trusted here signed it and its number is not below one that was read before.
 * What cannot be read or does not count changes nothing: the lists read before stay in force, also
 * after their next update is due. Thread-safe.
 */
final class RevocationLists {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationLists.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LARGEST = 64L << 20;
  private static final String CRL_NUMBER = "2.5.29.20";

  private final Path file;
  private final List<X509Certificate> authorities;
  private final LongSupplier nanos;
  private final Clock clock;
  private volatile State state;

  /**
   * @param stamp what the file looked like
   * @param lists by issuer
   */
  private record State(long lookedAt, Stamp stamp, Map<X500Principal, RevocationList> lists) {}

  private record Stamp(FileTime modified, long size) {}

  private record RevocationList(BigInteger number, Set<BigInteger> serials) {}

  /**
   * @param file PEM or DER; need not exist
   * @param authorities whose lists count
   * @param nanos a clock that never goes back, such as {@code System::nanoTime}
   */
  RevocationLists(
      Path file, Collection<X509Certificate> authorities, LongSupplier nanos, Clock clock) {
    this.file = file;
    this.authorities = List.copyOf(authorities);
    this.nanos = nanos;
    this.clock = clock;
    this.state = read(new State(nanos.getAsLong(), null, Map.of()));
  }

  /** Whether a list in force names the certificate. Looks at the file at most once a second. */
  boolean names(X509Certificate certificate) {
    State now = current();
    if (now.lists().isEmpty()) {
      return false;
    }
    RevocationList list = now.lists().get(certificate.getIssuerX500Principal());
    return list != null && list.serials().contains(certificate.getSerialNumber());
  }

  private State current() {
    State seen = state;
    if (nanos.getAsLong() - seen.lookedAt() < LOOK_EVERY_NANOS) {
      return seen;
    }
    synchronized (this) {
      // Another thread may have looked meanwhile.
      if (state.lookedAt() == seen.lookedAt()) {
        state = read(new State(nanos.getAsLong(), seen.stamp(), seen.lists()));
      }
      return state;
    }
  }

  /** The state after a look at the file; the one before when there is nothing new. */
  private State read(State before) {
    Stamp stamp;
    byte[] bytes;
    try {
      if (!Files.exists(file)) {
        return before;
      }
      stamp = new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      if (stamp.equals(before.stamp())) {
        return before;
      }
      if (stamp.size() > LARGEST) {
        throw new IOException("larger than " + LARGEST + " bytes");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      LOG.error("{}: cannot be read, the lists read before stay in force: {}", file, e.toString());
      return before;
    }
    Map<X500Principal, RevocationList> lists = new HashMap<>(before.lists());
    try {
      for (CRL crl :
          CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(bytes))) {
        take((X509CRL) crl, lists);
      }
    } catch (GeneralSecurityException e) {
      LOG.error("{}: holds no revocation lists: {}", file, e.toString());
    }
    return new State(before.lookedAt(), stamp, Map.copyOf(lists));
  }

  private void take(X509CRL crl, Map<X500Principal, RevocationList> lists) {
    X500Principal issuer = crl.getIssuerX500Principal();
    if (authorities.stream().noneMatch(authority -> signed(authority, crl))) {
      LOG.error("{}: the list of {} is not signed by an authority trusted here", file, issuer);
      return;
    }
    BigInteger number = number(crl);
    RevocationList before = lists.get(issuer);
    if (before != null && number.compareTo(before.number()) < 0) {
      LOG.error(
          "{}: the list of {} has number {}, one with {} was read before",
          file,
          issuer,
          number,
          before.number());
      return;
    }
    Set<BigInteger> serials = new HashSet<>();
    if (crl.getRevokedCertificates() != null) {
      for (X509CRLEntry entry : crl.getRevokedCertificates()) {
        serials.add(entry.getSerialNumber());
      }
    }
    Instant next = crl.getNextUpdate() == null ? Instant.MAX : crl.getNextUpdate().toInstant();
    if (next.isBefore(clock.instant())) {
      LOG.warn("{}: the list of {} should have been renewed by {}", file, issuer, next);
    }
    lists.put(issuer, new RevocationList(number, Set.copyOf(serials)));
    LOG.info("revocation list {} of {}: {} certificates", number, issuer, serials.size());
  }

  private static boolean signed(X509Certificate authority, X509CRL crl) {
    if (!authority.getSubjectX500Principal().equals(crl.getIssuerX500Principal())) {
      return false;
    }
    try {
      crl.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** An OCTET STRING that holds an INTEGER of at most 20 bytes; 0 when there is none. */
  private static BigInteger number(X509CRL crl) {
    byte[] value = crl.getExtensionValue(CRL_NUMBER);
    return value == null || value.length < 5
        ? BigInteger.ZERO
        : new BigInteger(1, Arrays.copyOfRange(value, 4, value.length));
  }

  /** The certificates in a PEM file. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        all.add((X509Certificate) one);
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates", e);
    }
  }
}
