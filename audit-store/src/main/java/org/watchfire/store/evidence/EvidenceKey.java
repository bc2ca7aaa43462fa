package org.watchfire.store.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import org.watchfire.store.bundle.ManifestSignature;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * The key that signs bundles, with the site's certificate for it. It cannot sign checkpoints, so it
 * may lie where exports are made. Immutable.
 */
public final class EvidenceKey {
  private final NoteSigner signer;
  private final byte[] certificate;

  private EvidenceKey(NoteSigner signer, byte[] certificate) {
    this.signer = signer;
    this.certificate = certificate.clone();
  }

  /**
   * A new key, certified by all keys of a site.
   *
   * @param site the keys that sign the site's checkpoints, all under the name of the site
   */
  public static EvidenceKey create(List<NoteSigner> site, SecureRandom random)
      throws NoteException {
    String name = site.get(0).name();
    NoteSigner signer = NoteSigner.generate(ManifestSignature.signer(name), random);
    SignedNote note = ManifestSignature.certificate(name, signer.verifier());
    for (NoteSigner key : site) {
      note = key.named(ManifestSignature.certifier(name)).sign(note);
    }
    return new EvidenceKey(signer, note.bytes());
  }

  /**
   * Reads key and certificate.
   *
   * @param policy what the certificate must be signed with
   * @throws NoteException when they are malformed, do not fit each other or are of another site
   */
  public static EvidenceKey read(Path key, Path certificate, TrustPolicy policy)
      throws IOException, NoteException {
    NoteSigner signer = NoteSigner.parse(Files.readString(key, StandardCharsets.US_ASCII));
    byte[] note = Files.readAllBytes(certificate);
    NoteVerifier certified = ManifestSignature.key(note, policy);
    if (!certified.text().equals(signer.verifier().text())) {
      throw new NoteException("the certificate in " + certificate + " is of another key");
    }
    return new EvidenceKey(signer, note);
  }

  /**
   * Reads key and certificate, or makes and keeps new ones when there are none or the certificate
   * is not what the policy asks for any more. Files are for their owner only.
   *
   * @param site the keys that sign the site's checkpoints, all under the name of the site
   */
  public static EvidenceKey ensure(
      Path key, Path certificate, List<NoteSigner> site, TrustPolicy policy)
      throws IOException, NoteException {
    if (Files.exists(key) && Files.exists(certificate)) {
      try {
        return read(key, certificate, policy);
      } catch (NoteException e) {
        // The site has got other keys since: only they can say which key signs bundles now.
        return make(key, certificate, site);
      }
    }
    return make(key, certificate, site);
  }

  private static EvidenceKey make(Path key, Path certificate, List<NoteSigner> site)
      throws IOException, NoteException {
    EvidenceKey made = create(site, new SecureRandom());
    write(key, (made.text() + "\n").getBytes(StandardCharsets.US_ASCII));
    write(certificate, made.certificate);
    return made;
  }

  private static void write(Path file, byte[] data) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    // Files.createTempFile gives mode 0600 where the file system knows modes.
    Path temporary = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
    Files.write(temporary, data);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Name of the site. */
  public String site() {
    String suffix = ManifestSignature.signer("");
    return signer.name().substring(0, signer.name().length() - suffix.length());
  }

  /** The secret key as one line without its newline. */
  public String text() {
    return signer.text();
  }

  /** The signed note that certifies the key. */
  public byte[] certificate() {
    return certificate.clone();
  }

  /** The note that signs a manifest. */
  byte[] sign(byte[] manifest) {
    return signer.sign(ManifestSignature.unsigned(site(), manifest)).bytes();
  }

  @Override
  public String toString() {
    return "EvidenceKey[" + signer.verifier() + "]";
  }
}
