package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NoteTest {
  // Example key and note of the Go package golang.org/x/mod/sumdb/note (its documentation).
  private static final String GO_PRIVATE =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String GO_PUBLIC =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String GO_NOTE =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n\n"
          + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
          + "gotpRZb6KE6RyyBwJnAM=\n";

  private final NoteSigner signer = NoteSigner.generate("a.gov/events", new SecureRandom());

  NoteTest() throws NoteException {}

  private static byte[] utf8(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsAndWritesTheKeysOfGo() throws Exception {
    NoteSigner go = NoteSigner.parse(GO_PRIVATE + "\n");
    assertThat(go.verifier().text()).isEqualTo(GO_PUBLIC);
    assertThat(go.text()).isEqualTo(GO_PRIVATE);
    assertThat(go.toString()).doesNotContain("AYEK");
    NoteVerifier verifier = NoteVerifier.parse(GO_PUBLIC);
    SignedNote note = SignedNote.parse(utf8(GO_NOTE));
    verifier.verify(note);
    assertThat(note.bytes()).isEqualTo(utf8(GO_NOTE));
    assertThat(go.sign(new SignedNote(note.text(), List.of())).bytes()).isEqualTo(utf8(GO_NOTE));
  }

  @Test
  void refusesKeysThatDoNotFit() {
    for (String bad :
        List.of(
            "",
            "PeterNeumann",
            GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
            GO_PUBLIC.replace("PeterNeumann", "Peter Neumann"),
            GO_PUBLIC.replace("ARpc", "AAAA"),
            GO_PUBLIC + "=")) {
      assertThatThrownBy(() -> NoteVerifier.parse(bad)).isInstanceOf(NoteException.class);
    }
    assertThatThrownBy(() -> NoteSigner.parse(GO_PUBLIC)).isInstanceOf(NoteException.class);
    assertThatThrownBy(() -> NoteSigner.parse(GO_PRIVATE.replace("c74f", "c75f")))
        .isInstanceOf(NoteException.class)
        .hasMessageNotContaining("AYEK");
  }

  @Test
  void ignoresUnknownSignaturesAndRefusesAWrongOneOfAKnownKey() throws Exception {
    SignedNote note = new Checkpoint("a.gov/events", 7, Rfc6962.emptyRoot()).sign(signer);
    SignedNote.Signature unknown = new SignedNote.Signature("other", 5, new byte[] {1, 2, 3});
    SignedNote both = new SignedNote(note.text(), List.of(unknown, note.signatures().get(0)));
    assertThat(Checkpoint.open(both.bytes(), signer.verifier()).size()).isEqualTo(7);
    SignedNote.Signature wrong =
        new SignedNote.Signature(signer.name(), signer.verifier().id(), new byte[64]);
    SignedNote forged = new SignedNote(note.text(), List.of(note.signatures().get(0), wrong));
    assertThatThrownBy(() -> Checkpoint.open(forged.bytes(), signer.verifier()))
        .hasMessageContaining("wrong signature");
    SignedNote unsigned = new SignedNote(note.text(), List.of(unknown));
    assertThatThrownBy(() -> Checkpoint.open(unsigned.bytes(), signer.verifier()))
        .hasMessageContaining("not signed by a.gov/events");
  }

  @Test
  void checkpointOfOneStreamDoesNotPassForAnother() throws Exception {
    SignedNote note = new Checkpoint("a.gov/events", 7, Rfc6962.emptyRoot()).sign(signer);
    NoteVerifier audit = signer.verifier().named("a.gov/audit");
    assertThatThrownBy(() -> Checkpoint.open(note.bytes(), audit))
        .hasMessageContaining("is of log a.gov/events");
  }

  @Test
  void refusesMalformedNotes() {
    for (String bad :
        List.of(
            "",
            "a\n",
            "a\n\n",
            "a\n\n\n",
            "a\n\n- b AAAAAAA=\n",
            "a\n\n— b\n",
            "a\n\n— b AAAA\n",
            "a\n\n— b AAAAAAB=\n",
            "a\r\n\n— b AAAAAAA=\n",
            "a\n\n— b AAAAAAA=")) {
      assertThatThrownBy(() -> SignedNote.parse(utf8(bad))).isInstanceOf(NoteException.class);
    }
    for (String bad :
        List.of("a\n1\n", "a\n01\n\n", "a\n-1\nAA==\n", "\n1\nAA==\n", "a\n1\nAA==\n")) {
      assertThatThrownBy(() -> Checkpoint.parse(bad)).isInstanceOf(NoteException.class);
    }
  }

  @Property
  void anyFlippedBitOfACheckpointIsFound(@ForAll @IntRange(min = 0, max = 100_000) int bit)
      throws Exception {
    byte[] note = new Checkpoint("a.gov/events", 1234567, Rfc6962.emptyRoot()).sign(signer).bytes();
    int at = bit % (note.length * 8);
    note[at / 8] ^= (byte) (1 << (at % 8));
    assertThatThrownBy(() -> Checkpoint.open(note, signer.verifier()))
        .isInstanceOf(NoteException.class);
  }
}
