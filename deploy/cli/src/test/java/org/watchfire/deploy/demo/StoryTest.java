package org.watchfire.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 20);
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static List<DemoLine> background() {
    LogFormats log = new LogFormats(ZONE);
    new Background(log, FRIDAY, ZONE, 1).write();
    return log.lines();
  }

  @Test
  void backgroundIsLargeAndTheSameEveryTime() {
    assertThat(background()).hasSizeGreaterThanOrEqualTo(20_000).isEqualTo(background());
  }

  @Test
  void everyLineBelongsToTheDayAndToAnInboxSource() {
    LogFormats log = new LogFormats(ZONE);
    new FridayStory(log, FRIDAY, ZONE).write();
    assertThat(log.lines())
        .allSatisfy(
            line -> {
              assertThat(line.at().atZone(ZONE).toLocalDate()).isEqualTo(FRIDAY);
              assertThat(org.watchfire.deploy.supervisor.Installation.INBOX)
                  .contains(line.file().substring(0, line.file().indexOf('/')));
              assertThat(line.text()).doesNotContain("\n").isNotBlank();
            });
  }

  @Test
  void everyStepOfTheStoryHasAnExpectationExceptTheSilentLookAlike() {
    assertThat(FridayExpectations.ALL.stream().map(Expectation::step).distinct())
        .contains(Expectation.Step.values()[0])
        .hasSize(Expectation.Step.values().length - 1)
        .doesNotContain(Expectation.Step.LOOK_ALIKE_BACKUP);
  }
}
