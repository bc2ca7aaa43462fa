package org.watchfire.rules.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InspectorPropertiesTest {
  private static final Pattern RUN =
      Pattern.compile("(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])");

  private final Inspector inspector = new Inspector(SampleValues.CLOCK);
  private final Masker masker = new Masker(inspector);

  @Provide
  Arbitrary<String> ids() {
    return SampleValues.ids();
  }

  @Provide
  Arbitrary<String> cards() {
    return SampleValues.cards();
  }

  @Provide
  Arbitrary<String> around() {
    return SampleValues.surroundings();
  }

  @Property(tries = 300)
  void everySingleWrongDigitIsNoticed(@ForAll("ids") String id, @ForAll int where, @ForAll int by) {
    int at = Math.floorMod(where, 17);
    char wrong = (char) ('0' + (id.charAt(at) - '0' + 1 + Math.floorMod(by, 9)) % 10);
    String changed = id.substring(0, at) + wrong + id.substring(at + 1);

    assertThat(ResidentId.valid(changed, SampleValues.TODAY)).isFalse();
  }

  @Property(tries = 500)
  void aPlantedIdIsAlwaysMasked(
      @ForAll("around") String before, @ForAll("ids") String id, @ForAll("around") String after) {
    String masked = masker.mask(before + id + after).toString();

    assertThat(masked).doesNotContain(id).contains(ResidentId.mask(id));
  }

  @Property(tries = 500)
  void aPlantedCardIsAlwaysMasked(
      @ForAll("around") String before,
      @ForAll("cards") String card,
      @ForAll("around") String after) {
    String masked = masker.mask(before + card + after).toString();

    assertThat(masked).doesNotContain(card).contains(BankCard.mask(card));
  }

  @Property(tries = 200)
  void anEscapedIdIsAlwaysMasked(
      @ForAll("around") String before, @ForAll("ids") String id, @ForAll long seed) {
    StringBuilder escaped = new StringBuilder();
    Random random = new Random(seed);
    for (char c : id.toCharArray()) {
      escaped.append(
          switch (random.nextInt(3)) {
            case 0 -> String.format("%%%02X", (int) c);
            case 1 -> String.format("\\u%04x", (int) c);
            default -> String.valueOf(c);
          });
    }
    // A percent sign or backslash just before would be part of another escape.
    String text = before.replaceAll("[%\\\\]", "") + escaped + "&x=1";

    assertThat(masker.mask(text).toString()).contains(ResidentId.mask(id)).doesNotContain(escaped);
  }

  @Property(tries = 300)
  void maskingTwiceChangesNothing(
      @ForAll("around") String a,
      @ForAll("ids") String id,
      @ForAll("around") String b,
      @ForAll("cards") String card) {
    String once = masker.mask(a + id + b + card + a).toString();

    assertThat(masker.mask(once)).hasToString(once);
  }

  @Property(tries = 500)
  void agreesWithAPlainSearchForIds(@ForAll long seed) {
    String text = randomNumbers(new Random(seed));
    List<Integer> expected = new ArrayList<>();
    Matcher matcher = RUN.matcher(text);
    while (matcher.find()) {
      if (ResidentId.valid(matcher.group(), SampleValues.TODAY)) {
        expected.add(matcher.start());
      }
    }

    List<Integer> found =
        inspector.inspect(text).stream()
            .filter(f -> f.detector().equals(Detectors.RESIDENT_ID))
            .map(Finding::start)
            .toList();

    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 6)
  void aStreamGivesWhatTheWholeTextGives(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < 200_000) {
      text.append(random.nextInt(4) == 0 ? "居民身份证 " : "登记表𠮷第")
          .append(random.nextInt(100_000))
          .append("号，\n");
      if (random.nextInt(5) == 0) {
        text.append(random.nextBoolean() ? SampleValues.id(random) : SampleValues.card(random));
      }
    }
    List<String> expected = new ArrayList<>();
    int position = 0;
    int characters = 0;
    for (Finding finding : inspector.inspect(text)) {
      characters += Character.codePointCount(text, position, finding.start());
      position = finding.start();
      expected.add(
          "{\"file\":\"f\",\"detector\":\"%s\",\"start\":%d,\"end\":%d,\"confidence\":%d,\"masked\":\"%s\"}"
              .formatted(
                  finding.detector(),
                  characters,
                  characters + Character.codePointCount(text, finding.start(), finding.end()),
                  finding.confidence(),
                  finding.masked()));
    }
    for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();

      InspectFile.Summary summary =
          new InspectFile(inspector)
              .run(new ByteArrayInputStream(text.toString().getBytes(charset)), "f", out);

      assertThat(summary.charset()).isEqualTo(charset.name());
      assertThat(summary.characters()).isEqualTo(Character.codePointCount(text, 0, text.length()));
      assertThat(out.toString(StandardCharsets.UTF_8).lines()).isEqualTo(expected);
    }
  }

  /**
   * Runs of digits of critical lengths, some of them valid ids, some one digit off, some glued to
   * others.
   */
  private static String randomNumbers(Random random) {
    StringBuilder text = new StringBuilder();
    String[] glue = {"", "", " ，", "x", "A", "；", "\n", ",", "年"};
    for (int i = 0; i < 30; i++) {
      text.append(glue[random.nextInt(glue.length)]);
      switch (random.nextInt(4)) {
        case 0 -> text.append(SampleValues.id(random));
        case 1 -> text.append(SampleValues.id(random), 0, 17).append(random.nextInt(10));
        case 2 -> text.append(random.nextInt(1_000_000));
        default -> text.append(SampleValues.id(random)).append(random.nextInt(3) == 0 ? "0" : "");
      }
    }
    return text.toString();
  }
}
