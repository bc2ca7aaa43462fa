package org.watchfire.deploy.demo;

import java.util.List;
import org.watchfire.deploy.demo.Expectation.Step;

/** What the story must raise; anything else is unexpected. */
final class FridayExpectations {
  private static final String INTRUDER = FridayStory.INTRUDER;
  private static final String CLERK = "li.na";

  static final List<Expectation> ALL =
      List.of(
          of(Step.SPRAYING, "Password spraying over SSH", INTRUDER),
          of(Step.SPRAYING, "Log-on with a password after many failures", INTRUDER),
          of(Step.NIGHT_LOGON, "Log-on to a server with a password outside working hours", CLERK),
          of(Step.NIGHT_LOGON, "Administrator log-on outside working hours", "wang.wei"),
          of(Step.RIGHTS, "Rights granted outside working hours", CLERK),
          of(Step.RIGHTS, "Rights granted and graded files read within a day", CLERK),
          of(Step.MASS_READ, "Mass read of graded files", CLERK),
          of(Step.MASS_READ, "Mass read of graded files outside working hours", CLERK),
          of(Step.MASS_READ, "Mass read above clearance", CLERK),
          // 340 reads that were allowed by the file server, and the three of the next step.
          new Expectation(Step.ABOVE_CLEARANCE, "Access above clearance", CLERK, 343),
          of(Step.ABOVE_CLEARANCE, "Repeated refused access to graded files", CLERK),
          of(Step.EXPORT, "Data packed and sent away", CLERK),
          of(Step.EXPORT, "Graded files read, packed and sent away", CLERK),
          of(Step.EXPORT, "Large upload to the internet", "10.20.5.20"),
          of(Step.LOG_CLEARED, "System log removed or emptied", "fs01"),
          of(Step.LOOK_ALIKE_REVIEW, "Mass read of graded files", "zhao.min"),
          new Expectation(Step.STORM, "Scanning tool named itself", FridayStory.SCANNER, 600),
          of(Step.STORM, "Web server scanned", FridayStory.SCANNER));

  private FridayExpectations() {}

  private static Expectation of(Step step, String rule, String entity) {
    return new Expectation(step, rule, entity, 0);
  }
}
