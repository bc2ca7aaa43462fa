package org.watchfire.rules.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ResidentIdTest {
  private static final LocalDate TODAY = SampleValues.TODAY;

  @Test
  void acceptsTheStandardsOwnExample() {
    // GB 11643-1999, annex: 11010519491231002X.
    assertThat(ResidentId.valid("11010519491231002X", TODAY)).isTrue();
    assertThat(ResidentId.valid("11010519491231002x", TODAY)).isTrue();
  }

  @Test
  void refusesAWrongCheckCharacterDateRegionAndLength() {
    assertThat(ResidentId.valid("110105194912310021", TODAY)).isFalse();
    assertThat(ResidentId.valid("1101051949123100", TODAY)).isFalse();
    assertThat(ResidentId.valid(withCheck("11010519490231002"), TODAY)).isFalse();
    assertThat(ResidentId.valid(withCheck("11010518991231002"), TODAY)).isFalse();
    assertThat(ResidentId.valid(withCheck("71010519491231002"), TODAY)).isFalse();
    assertThat(ResidentId.valid(withCheck("01010519491231002"), TODAY)).isFalse();
    assertThat(ResidentId.valid("11010519491231 02X", TODAY)).isFalse();
  }

  @Test
  void nobodyIsBornTomorrow() {
    assertThat(ResidentId.valid(SampleValues.id("110105", TODAY, 2), TODAY)).isTrue();
    assertThat(ResidentId.valid(SampleValues.id("110105", TODAY.plusDays(1), 2), TODAY)).isFalse();
  }

  @Test
  void acceptsResidentsOfHongKongMacaoTaiwanAndForeigners() {
    assertThat(ResidentId.valid(withCheck("81000020010228001"), TODAY)).isTrue();
    assertThat(ResidentId.valid(withCheck("83000020020906006"), TODAY)).isTrue();
    assertThat(ResidentId.valid(withCheck("91184019850101001"), TODAY)).isTrue();
    assertThat(ResidentId.valid(withCheck("81010020010228001"), TODAY)).isFalse();
    assertThat(ResidentId.valid(withCheck("84000020010228001"), TODAY)).isFalse();
  }

  @Test
  void checksLeapDays() {
    assertThat(ResidentId.valid(withCheck("11010520000229001"), TODAY)).isTrue();
    assertThat(ResidentId.valid(withCheck("11010519000229001"), TODAY)).isFalse();
  }

  @Test
  void knowsAreasThatAreAndWereAndDoubtsOthers() {
    assertThat(AreaCodes.plausible("110105", 0)).isTrue();
    assertThat(AreaCodes.plausible("321083", 0)).isTrue();
    assertThat(AreaCodes.plausible("659004", 0)).isTrue();
    assertThat(AreaCodes.plausible("830000", 0)).isTrue();
    assertThat(AreaCodes.plausible("932682", 0)).isTrue();
    assertThat(AreaCodes.plausible("119905", 0)).isFalse();
    assertThat(AreaCodes.plausible("110199", 0)).isFalse();
  }

  private static String withCheck(String seventeen) {
    return seventeen + ResidentId.checkCharacter(seventeen);
  }
}
