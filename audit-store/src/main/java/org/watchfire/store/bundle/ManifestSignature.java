package org.watchfire.store.bundle;

import java.util.List;
import org.watchfire.store.bundle.Manifest.FileEntry;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * The two notes behind a manifest. The site's keys sign, under the name {@code
 * <site>/evidence-keys}, which key signs bundles; that key signs the sums of each manifest. So the
 * process that exports needs no key that could sign a checkpoint.
 *
 * <pre>
 * watchfire.org/evidence-key/v1      watchfire.org/evidence-manifest/v1
 * &lt;site&gt;                             &lt;site&gt;
 * &lt;vkey of &lt;site&gt;/evidence&gt;          sha256 &lt;hex&gt;
 *                                    sm3 &lt;hex&gt;
 * </pre>
 */
public final class ManifestSignature {
  private static final String KEY_TITLE = "watchfire.org/evidence-key/v1";
  private static final String MANIFEST_TITLE = "watchfire.org/evidence-manifest/v1";

  private ManifestSignature() {}

  /** Name under which the keys of a site sign which key signs its bundles. */
  public static String certifier(String site) {
    return site + "/evidence-keys";
  }

  /** Name of the key that signs the bundles of a site. */
  public static String signer(String site) {
    return site + "/evidence";
  }

  /** Text of the certificate, to be signed as {@link #certifier}. */
  public static SignedNote certificate(String site, NoteVerifier key) {
    return new SignedNote(KEY_TITLE + "\n" + site + "\n" + key.text() + "\n", List.of());
  }

  /** Text over a manifest, to be signed as {@link #signer}. */
  public static SignedNote unsigned(String site, byte[] manifest) {
    FileEntry sums = FileSums.of(manifest).entry(Manifest.FILE);
    return new SignedNote(
        MANIFEST_TITLE + "\n" + site + "\nsha256 " + sums.sha256() + "\nsm3 " + sums.sm3() + "\n",
        List.of());
  }

  /**
   * The key that a certificate names.
   *
   * @throws NoteException when it is malformed or not signed by the keys that the policy asks for
   */
  public static NoteVerifier key(byte[] certificate, TrustPolicy policy) throws NoteException {
    SignedNote note = SignedNote.parse(certificate);
    String[] lines = note.text().split("\n", -1);
    if (lines.length != 4 || !lines[0].equals(KEY_TITLE) || !lines[3].isEmpty()) {
      throw new NoteException(BundleCheck.EVIDENCE_KEY + " is not a certificate of a bundle key");
    }
    NoteVerifier key = NoteVerifier.parse(lines[2]);
    if (!key.name().equals(signer(lines[1])) || !key.text().equals(lines[2])) {
      throw new NoteException("the bundle key is not named " + signer(lines[1]));
    }
    policy.requireOwnKeys(note, certifier(lines[1]));
    return key;
  }

  /**
   * Checks certificate and signature.
   *
   * @return the site that signed
   * @throws NoteException saying what is wrong
   */
  static String check(byte[] manifest, byte[] signature, byte[] certificate, TrustPolicy policy)
      throws NoteException {
    NoteVerifier key = key(certificate, policy);
    String site = key.name().substring(0, key.name().length() - signer("").length());
    SignedNote note = SignedNote.parse(signature);
    key.verify(note);
    if (!note.text().equals(unsigned(site, manifest).text())) {
      throw new NoteException(Manifest.FILE + " was changed: the signature is of another one");
    }
    return site;
  }
}
