package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrustPolicyTest {
  private static final String ORIGIN = "gov.example/events/2026q4";

  private final SecureRandom random = new SecureRandom();
  private final NoteSigner ed = NoteSigner.generate("gov.example", random);
  private final NoteSigner sm = NoteSigner.generate("gov.example", KeyType.SM2, random);
  private final List<NoteSigner> witnesses = new ArrayList<>();

  TrustPolicyTest() throws NoteException {
    for (int i = 1; i <= 6; i++) {
      KeyType type = i % 2 == 0 ? KeyType.ML_DSA_44_COSIGNATURE : KeyType.ED25519_COSIGNATURE;
      witnesses.add(NoteSigner.generate("w.example/" + i, type, random));
    }
  }

  private String witnessLines() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      String name = (i < 3 ? "X" : "Y") + (i % 3 + 1);
      out.append("witness ").append(name).append(' ');
      out.append(witnesses.get(i).verifier().text()).append(" https://w").append(i).append("/\n");
    }
    return out.toString();
  }

  private SignedNote note(NoteSigner... site) throws NoteException {
    LogSigner log = LogSigner.ofSite(List.of(site)).named(ORIGIN);
    return log.sign(new Checkpoint(ORIGIN, 9, Rfc6962.emptyRoot()));
  }

  private String siteLines() {
    return "site " + ed.verifier().text() + "\nsite " + sm.verifier().text() + "\n";
  }

  /** The example of the specification: two of three of one house and any of another. */
  @Property(tries = 64)
  void quorumIsThatOfTheSpecification(@ForAll @IntRange(min = 0, max = 63) int mask)
      throws Exception {
    String text =
        "# who we believe\n\n"
            + siteLines()
            + witnessLines()
            + "group X-witnesses 2 X1 X2 X3\n"
            + " group\tY-witnesses any Y1 Y2 Y3 \n"
            + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
    TrustPolicy policy = TrustPolicy.parse(text);
    SignedNote note = note(ed);
    for (int i = 0; i < 6; i++) {
      note = (mask >> i & 1) == 1 ? witnesses.get(i).sign(note) : note;
    }
    boolean enough = Integer.bitCount(mask & 7) >= 2 && (mask & 56) != 0;
    byte[] bytes = note.bytes();
    for (TrustPolicy p : List.of(policy, TrustPolicy.parse(policy.text()))) {
      if (enough) {
        assertThat(p.open(bytes, ORIGIN).size()).isEqualTo(9);
      } else {
        assertThatThrownBy(() -> p.open(bytes, ORIGIN)).hasMessageContaining("enough witnesses");
      }
      assertThat(p.cosigners(note)).hasSize(Integer.bitCount(mask));
      assertThat(p.withoutWitnesses().open(bytes, ORIGIN).size()).isEqualTo(9);
    }
  }

  @Test
  void requiredKeysAreAllRequiredAndWithoutThatLineAnyOneIsEnough() throws Exception {
    TrustPolicy both = TrustPolicy.parse(siteLines() + "require ed25519 sm2\nquorum none\n");
    TrustPolicy any = TrustPolicy.parse(siteLines() + "quorum none\n");
    assertThat(both.open(note(ed, sm).bytes(), ORIGIN).size()).isEqualTo(9);
    assertThatThrownBy(() -> both.open(note(ed).bytes(), ORIGIN)).hasMessageContaining("sm2");
    assertThatThrownBy(() -> both.open(note(sm).bytes(), ORIGIN)).hasMessageContaining("ed25519");
    assertThat(any.open(note(sm).bytes(), ORIGIN).size()).isEqualTo(9);
    NoteSigner stranger = NoteSigner.generate("gov.example", random);
    assertThatThrownBy(() -> any.open(note(stranger).bytes(), ORIGIN))
        .hasMessageContaining("not signed by");
  }

  @Test
  void aWrongSignatureOfAKnownKeySpoilsTheNote() throws Exception {
    TrustPolicy policy =
        TrustPolicy.parse(siteLines() + witnessLines() + "group g any X1 X2\nquorum g\n");
    SignedNote good = witnesses.get(0).sign(note(ed));
    assertThat(policy.open(good.bytes(), ORIGIN).size()).isEqualTo(9);
    List<SignedNote.Signature> all = new ArrayList<>(good.signatures());
    all.add(
        new SignedNote.Signature("w.example/5", witnesses.get(4).verifier().id(), new byte[72]));
    byte[] spoilt = new SignedNote(good.text(), all).bytes();
    assertThatThrownBy(() -> policy.open(spoilt, ORIGIN))
        .hasMessageContaining("wrong signature of w.example/5");
  }

  @Test
  void aSiteSpeaksForItsOwnLogsOnly() throws Exception {
    TrustPolicy policy = TrustPolicy.ofSite(ed.verifier());
    assertThat(policy.knows("gov.example/audit/2026q4")).isTrue();
    assertThat(policy.knows("gov.example")).isTrue();
    assertThat(policy.knows("gov.examples/audit")).isFalse();
    assertThatThrownBy(() -> policy.open(note(ed).bytes(), "gov.example/audit/2026q4"))
        .hasMessageContaining("is of log " + ORIGIN);
    SignedNote foreign =
        LogSigner.of("gov.examples/a", List.of(ed.named("gov.examples/a")))
            .sign(new Checkpoint("gov.examples/a", 9, Rfc6962.emptyRoot()));
    assertThatThrownBy(() -> policy.open(foreign.bytes(), "gov.examples/a"))
        .hasMessageContaining("no key of log");
    // The key of the site under its own name must not sign for a log below it.
    SignedNote unnamed =
        ed.sign(new SignedNote(new Checkpoint(ORIGIN, 9, Rfc6962.emptyRoot()).text(), List.of()));
    assertThatThrownBy(() -> policy.open(unnamed.bytes(), ORIGIN))
        .hasMessageContaining("not signed by");
  }

  @Test
  void refusesPoliciesThatSayLessThanTheySeemTo() {
    String w = witnessLines();
    Set<String> messages = new HashSet<>();
    for (String bad :
        List.of(
            siteLines(),
            siteLines() + "quorum none\nquorum none\n",
            siteLines() + siteLines() + "quorum none\n",
            siteLines() + "require ml-dsa-44-cosignature\nquorum none\n",
            siteLines() + "require rsa\nquorum none\n",
            siteLines() + "require ed25519 ed25519\nquorum none\n",
            siteLines() + "quorum X1\n",
            siteLines() + w + w + "quorum X1\n",
            siteLines() + "witness none " + witnesses.get(0).verifier().text() + "\nquorum none\n",
            siteLines() + "witness a " + ed.verifier().text() + "\nquorum a\n",
            w + "group g 4 X1 X2 X3\nquorum g\n",
            w + "group g 0 X1 X2 X3\nquorum g\n",
            w + "group g 01 X1 X2 X3\nquorum g\n",
            w + "group g all\nquorum g\n",
            w + "group g all X1 none\nquorum g\n",
            w + "group g 2 X1 X1\nquorum g\n",
            w + "group g any X1 X2\ngroup h any X2 X3\nquorum h\n",
            w + "group g all g X1\nquorum g\n",
            w + "group g any X1\nquorum g extra\n",
            "log " + ed.verifier().text() + " not-a-url\nquorum none\n",
            "log " + ed.verifier().text() + "x\nquorum none\n",
            "allow everything\nquorum none\n",
            "quorum none\r\n",
            "quorum\u00a0none\n")) {
      assertThatThrownBy(() -> TrustPolicy.parse(bad))
          .as(bad)
          .isInstanceOf(NoteException.class)
          .satisfies(e -> messages.add(e.getMessage()));
    }
    assertThat(messages).hasSizeGreaterThan(15).allMatch(m -> m.contains("policy"));
  }
}
