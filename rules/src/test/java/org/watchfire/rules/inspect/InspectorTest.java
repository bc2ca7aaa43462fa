package org.watchfire.rules.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorTest {
  private static final String ID = "11010519491231002X";
  private static final String CARD = "6222021234567894";

  private final Inspector inspector = new Inspector(SampleValues.CLOCK);
  private final Masker masker = new Masker(inspector);

  @Test
  void tellsWhereAnIdStandsAndHowSureItIs() {
    List<Finding> findings = inspector.inspect("申请人身份证号：" + ID + "，已受理");

    assertThat(findings)
        .containsExactly(new Finding(Detectors.RESIDENT_ID, 8, 26, 100, "110***********2X"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',75",
    "'身份证 ',100",
    "'sfz=',100",
    "'customerIdCard: ',100",
    "'订单号：',0",
    "'trace_id=',0",
    "'例如 ',60",
  })
  void contextRaisesOrLowersConfidence(String before, int expected) {
    List<Finding> findings = inspector.inspect(before + ID);

    assertThat(findings.isEmpty() ? 0 : findings.get(0).confidence()).isEqualTo(expected);
  }

  @Test
  void anUnknownAreaIsWeakerButNotRefused() {
    String id = SampleValues.id("119905", SampleValues.TODAY.minusYears(30), 7);

    assertThat(inspector.inspect(id)).extracting(Finding::confidence).containsExactly(60);
    assertThat(inspector.inspect("身份证" + id)).extracting(Finding::confidence).containsExactly(85);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A" + ID,
        ID + "7",
        "9" + ID,
        "110105194912310021",
        "11010519491331002X",
        "1101051949123100",
        "2f110105194912310020ab",
      })
  void leavesLookAlikesAlone(String text) {
    assertThat(inspector.inspect("身份证 " + text)).isEmpty();
    assertThat(masker.mask(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105-1949-1231-002x",
        "1101​0519491231002X",
        "𝟏𝟏𝟎𝟏𝟎𝟓𝟏𝟗𝟒𝟗𝟏𝟐𝟑𝟏𝟎𝟎𝟐X",
        "%31%31%30%31%30%35%31%39%34%39%31%32%33%31%30%30%32%58",
        "\\u0031\\u0031010519491231002X",
        "3131303130353139343931323331303032580a",
      })
  void findsAnIdInDisguise(String text) {
    List<Finding> findings = inspector.inspect("姓名 张三 " + text + " 完");

    assertThat(findings).extracting(Finding::detector).containsExactly(Detectors.RESIDENT_ID);
    assertThat(findings.get(0).start()).isEqualTo(6);
    assertThat(masker.mask("姓名 张三 " + text + " 完").toString()).startsWith("姓名 张三 110****");
  }

  @Test
  void readsKeywordsThatAreEscaped() {
    List<Finding> findings = inspector.inspect("/query?%E8%BA%AB%E4%BB%BD%E8%AF%81=" + ID + "&v=1");

    assertThat(findings).extracting(Finding::confidence).containsExactly(100);
  }

  @Test
  void decodesChineseOfOlderPrograms() {
    // 身份证 in GBK, percent-encoded.
    List<Finding> findings = inspector.inspect("/q?k=%C9%ED%B7%DD%D6%A4" + ID);

    assertThat(findings).extracting(Finding::confidence).containsExactly(100);
  }

  @Test
  void findsCardsByLuhnAndIssuer() {
    assertThat(BankCard.luhn(CARD)).isTrue();
    assertThat(inspector.inspect("卡号 6222 0212 3456 7894 请核对"))
        .containsExactly(new Finding(Detectors.BANK_CARD, 3, 22, 100, "6222****7894"));
    assertThat(inspector.inspect(CARD)).extracting(Finding::confidence).containsExactly(75);
    assertThat(inspector.inspect("6222021234567895 9999991234567894")).isEmpty();
  }

  @Test
  void aForeignCardNeedsAWordOrItsUsualGroups() {
    assertThat(inspector.inspect("4111111111111111"))
        .extracting(Finding::band)
        .containsExactly(Band.LOW);
    assertThat(inspector.inspect("4111-1111-1111-1111"))
        .extracting(Finding::band)
        .containsExactly(Band.MEDIUM);
    assertThat(inspector.inspect("credit card 4111111111111111"))
        .extracting(Finding::band)
        .containsExactly(Band.HIGH);
    assertThat(masker.mask("n=4111111111111111")).hasToString("n=4111****1111");
  }

  @Test
  void decimalsOfANumberAreNoCards() {
    assertThat(inspector.inspect("\"rtt\":0.6222021234567894 card 12.4111111111111111")).isEmpty();
    assertThat(inspector.inspect("0." + ID)).isEmpty();
    assertThat(inspector.inspect("1." + ID)).hasSize(1);
  }

  @Test
  void rowsOfFourDigitNumbersAreNoCards() {
    assertThat(inspector.inspect("2021 4111 1111 1111 1111 2022"))
        .allMatch(f -> f.band() == Band.LOW);
  }

  @Test
  void phonesNeedAWordACountryCodeOrCompany() {
    assertThat(inspector.inspect("bytes 13812345678")).isEmpty();
    assertThat(inspector.inspect("联系电话：13812345678"))
        .containsExactly(new Finding(Detectors.MOBILE_PHONE, 5, 16, 80, "138****5678"));
    assertThat(inspector.inspect("+86 138-1234-5678"))
        .extracting(Finding::band)
        .containsExactly(Band.MEDIUM);
    assertThat(inspector.inspect("8613812345678"))
        .extracting(Finding::masked)
        .containsExactly("138****5678");
    assertThat(inspector.inspect("phone 1.13812345678")).isEmpty();
    assertThat(inspector.inspect("10.13812345678")).isEmpty();

    Random random = new Random(5);
    StringBuilder column = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      column.append(SampleValues.phone(random)).append('\n');
    }
    assertThat(inspector.inspect(column)).hasSize(12).allMatch(f -> f.band() == Band.MEDIUM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "机密★5年",
        "绝密★长期",
        "秘密★10年",
        "機密★１０年",
        "机 密 ★ 1 0 年",
        "机密\n★10年",
        "绝密☆三十年",
        "机密★l0年",
        "秘密★6个月",
        "机密★会议开始前",
        "机密＊10年",
        "绝密★2030年1月1日",
        "秘密★2030-01-01",
        "绝密★永久"
      })
  void knowsMarksInAllTheirSpellings(String mark) {
    List<Finding> findings = inspector.inspect("000123\n" + mark + "\n关于某事的请示");

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).detector()).isEqualTo(Detectors.SECRECY_MARK);
    assertThat(findings.get(0).band()).isEqualTo(Band.HIGH);
    assertThat(findings.get(0).start()).isEqualTo(7);
    assertThat(findings.get(0).end()).isEqualTo(7 + mark.length());
  }

  @Test
  void examPapersAreATypeOfTheirOwn() {
    assertThat(inspector.inspect("绝密★启用前\n2026年普通高等学校招生考试"))
        .extracting(Finding::detector)
        .containsExactly(Detectors.EXAM_MARK);
    assertThat(inspector.inspect("绝密★考试结束前"))
        .extracting(Finding::detector)
        .containsExactly(Detectors.EXAM_MARK);
  }

  @Test
  void talkAboutMarksCountsLittle() {
    assertThat(inspector.inspect("标注为机密★10年")).extracting(Finding::band).containsExactly(Band.LOW);
    assertThat(inspector.inspect("写作“机密★10年”的文件"))
        .extracting(Finding::band)
        .containsExactly(Band.LOW);
    assertThat(inspector.inspect("绝密★30年、机密★20年、秘密★10年"))
        .hasSize(3)
        .allMatch(f -> f.band() == Band.LOW);
    assertThat(inspector.inspect("x".repeat(400) + "机密★10年的文件"))
        .extracting(Finding::band)
        .containsExactly(Band.LOW);
    assertThat(inspector.inspect("商业秘密★5年 工作秘密★5年 涉及国家机密 秘密花园 密★")).isEmpty();
  }

  @Test
  void aMarkWithoutPeriodIsMediumAloneOnItsLine() {
    assertThat(inspector.inspect("机密★\n通知")).extracting(Finding::band).containsExactly(Band.MEDIUM);
    assertThat(inspector.inspect("机密\n通知")).extracting(Finding::band).containsExactly(Band.MEDIUM);
    assertThat(inspector.inspect("机密")).isEmpty();
    assertThat(inspector.inspect("/srv/机密/a.docx")).isEmpty();
  }

  @Test
  void masksEverythingSensitiveAndNothingElse() {
    String text = "机密★5年 张三 身份证" + ID + " 卡号" + CARD + " 手机13812345678 金额 12345678901 元";

    assertThat(masker.mask(text))
        .hasToString("机密★5年 张三 身份证110***********2X 卡号6222****7894 手机138****5678 金额 12345678901 元");
  }

  @Test
  void prefersTheIdWhereBothFit() {
    Random random = new Random(3);
    String both = null;
    while (both == null) {
      String id =
          SampleValues.id(
              "620102",
              SampleValues.TODAY.minusDays(9000 + random.nextInt(9000)),
              random.nextInt(1000));
      both = BankCard.valid(id) ? id : null;
    }

    assertThat(inspector.inspect(both))
        .extracting(Finding::detector)
        .containsExactly(Detectors.RESIDENT_ID);
    assertThat(inspector.inspect("银行卡" + both))
        .extracting(Finding::detector)
        .containsExactly(Detectors.BANK_CARD);
  }

  @Test
  @Timeout(60)
  void hostileTextCostsNoMoreThanItsLength() {
    int size = 400_000;
    for (String unit :
        List.of(
            "1", "1 ", "1111 ", "110105 ", "%31", "\\u0031", "密", "机密★", "机密★ ", "机密*1 ", "身份证",
            "a1", "６", "31", "%", "\\", ID + " ", "138 ", "机密 \n", "​1", " ")) {
      String text = unit.repeat(size / unit.length());
      long start = System.nanoTime();
      inspector.inspect(text);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(unit)
          .isLessThan(Duration.ofSeconds(15));
    }
  }
}
