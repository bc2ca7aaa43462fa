package org.watchfire.store.witness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.TrustPolicy;

/** Asks one witness. Thread-safe. */
public final class WitnessClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_ANSWER = SignedNote.MAX_BYTES;

  private final TrustPolicy.Witness witness;
  private final URI prefix;
  private final HttpClient http;

  /**
   * @param witness with the URL of its submission prefix
   * @param tls trusts its certificate; null for the authorities of the platform
   * @throws NoteException when it has no URL, or plain HTTP off loopback
   */
  public WitnessClient(TrustPolicy.Witness witness, SSLContext tls) throws NoteException {
    this.witness = witness;
    this.prefix = URI.create(witness.url().replaceAll("/+$", ""));
    if (witness.url().isEmpty() || prefix.getHost() == null) {
      throw new NoteException("witness " + witness.name() + " has no URL to be asked at");
    }
    if (!"https".equals(prefix.getScheme()) && !isLoopback(prefix.getHost())) {
      throw new NoteException(
          "witness " + witness.name() + ": " + prefix + " must be https, it is not on loopback");
    }
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.http = builder.build();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }

  /** Its name in the policy. */
  public String name() {
    return witness.name();
  }

  /** What a witness says to a checkpoint. */
  public sealed interface Answer {
    /** It has cosigned. */
    record Cosigned(List<SignedNote.Signature> signatures) implements Answer {}

    /**
     * It has cosigned a checkpoint of another size than the one that was named, or another root.
     */
    record OtherSize(long size) implements Answer {}

    /** It refuses, with a status of HTTP and a reason. */
    record Refused(int status, String reason) implements Answer {}
  }

  /**
   * Submits a checkpoint.
   *
   * @throws IOException when it does not answer, or with something that is no answer
   */
  public Answer add(AddCheckpoint request) throws IOException {
    Reply response =
        send(
            HttpRequest.newBuilder(URI.create(prefix + WitnessServer.ADD))
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes())));
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return switch (response.statusCode()) {
      case 200 -> new Answer.Cosigned(signatures(request, body));
      case 409 -> new Answer.OtherSize(size(body));
      default -> new Answer.Refused(response.statusCode(), printable(body));
    };
  }

  /** The good signatures among the lines of the answer; those of unknown keys are left out. */
  private List<SignedNote.Signature> signatures(AddCheckpoint request, String lines)
      throws IOException {
    try {
      SignedNote submitted = SignedNote.parse(request.checkpoint());
      byte[] note = (submitted.text() + "\n" + lines).getBytes(StandardCharsets.UTF_8);
      List<SignedNote.Signature> good = new ArrayList<>();
      NoteVerifier key = witness.key();
      for (SignedNote.Signature s : SignedNote.parse(note).signatures()) {
        if (s.name().equals(key.name())) {
          key.verify(new SignedNote(submitted.text(), List.of(s)));
          good.add(s);
        }
      }
      if (good.isEmpty()) {
        throw new IOException("witness " + name() + " answered without a signature of its key");
      }
      return good;
    } catch (NoteException e) {
      throw new IOException(
          "witness " + name() + " answered with no good cosignature: " + e.getMessage(), e);
    }
  }

  private long size(String body) throws IOException {
    if (!body.matches("(0|[1-9][0-9]{0,17})\n")) {
      throw new IOException("witness " + name() + " answered 409 without its size");
    }
    return Long.parseLong(body.strip());
  }

  /**
   * The last checkpoint of a log that it cosigned, with the cosignature checked. Not part of the
   * C2SP protocol: empty as well when the witness is one that cannot be asked.
   */
  public Optional<SignedNote> latest(String origin) throws IOException {
    String query = "?origin=" + URLEncoder.encode(origin, StandardCharsets.UTF_8);
    Reply response =
        send(HttpRequest.newBuilder(URI.create(prefix + WitnessServer.LATEST + query)).GET());
    if (response.statusCode() != 200) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(response.body());
      witness.key().verify(note);
      return Optional.of(note);
    } catch (NoteException e) {
      throw new IOException(
          "witness " + name() + " gave a checkpoint that it has not signed: " + e.getMessage(), e);
    }
  }

  /** At most {@link #MAX_ANSWER} bytes are read: the other side is a stranger. */
  private Reply send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<InputStream> response =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] body = in.readNBytes(MAX_ANSWER + 1);
        if (body.length > MAX_ANSWER) {
          throw new IOException("answered with more than " + MAX_ANSWER + " bytes");
        }
        return new Reply(response.statusCode(), body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (SSLException e) {
      throw new IOException(
          "witness "
              + name()
              + " at "
              + prefix
              + ": its certificate or TLS is not accepted ("
              + e.getMessage()
              + "); witness-ca-file must name the authority that issued it, and the certificate"
              + " the host that is asked (见证者证书不受信任)",
          e);
    } catch (IOException e) {
      throw new IOException("witness " + name() + " at " + prefix + ": " + e, e);
    }
  }

  private record Reply(int statusCode, byte[] body) {}

  private static String printable(String body) {
    String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.substring(0, Math.min(200, line.length()));
  }
}
