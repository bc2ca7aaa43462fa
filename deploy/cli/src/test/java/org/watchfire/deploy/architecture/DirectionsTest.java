package org.watchfire.deploy.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may depend on whom (docs/architecture.md), and that {@code rules} stays pure. */
class DirectionsTest {
  private static final String CORE = "org.watchfire.core..";
  private static final String RULES = "org.watchfire.rules..";
  private static final String COLLECTOR = "org.watchfire.collector..";
  private static final String ENGINE = "org.watchfire.engine..";
  private static final String STORE = "org.watchfire.store..";
  private static final String CONSOLE = "org.watchfire.console..";
  private static final String DEPLOY = "org.watchfire.deploy..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.watchfire");

  private static void mayUseOnly(String from, String... others) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(from)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .because("docs/architecture.md says who may depend on whom");
    rule.check(CLASSES);
  }

  @Test
  void everyModuleIsOnTheClassPathOfThisTest() {
    for (String module :
        new String[] {"core", "rules", "collector", "engine", "store", "console", "deploy"}) {
      assertThat(
              CLASSES.stream()
                  .anyMatch(c -> c.getPackageName().startsWith("org.watchfire." + module)))
          .as(module)
          .isTrue();
    }
  }

  @Test
  void coreDependsOnNothingOfOurs() {
    mayUseOnly(CORE, RULES, COLLECTOR, ENGINE, STORE, CONSOLE, DEPLOY);
  }

  @Test
  void rulesDependOnCoreOnly() {
    mayUseOnly(RULES, COLLECTOR, ENGINE, STORE, CONSOLE, DEPLOY);
  }

  @Test
  void collectorAndEngineDependOnCoreAndRules() {
    mayUseOnly(COLLECTOR, ENGINE, STORE, CONSOLE, DEPLOY);
    mayUseOnly(ENGINE, COLLECTOR, STORE, CONSOLE, DEPLOY);
  }

  @Test
  void storeDependsOnCoreOnly() {
    mayUseOnly(STORE, RULES, COLLECTOR, ENGINE, CONSOLE, DEPLOY);
  }

  @Test
  void consoleDependsOnCoreRulesAndStore() {
    mayUseOnly(CONSOLE, COLLECTOR, ENGINE, DEPLOY);
  }

  @Test
  void rulesArePure() {
    classes()
        .that()
        .resideInAPackage(RULES)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            "org.apache.flink..",
            "org.apache.kafka..",
            "java.net.http..",
            "java.sql..",
            "co.elastic..",
            "com.fasterxml.jackson.databind..")
        .because("rules are a library that knows nothing of daemons")
        .check(CLASSES);
  }

  @Test
  void theAgentLoadsNoDatabind() {
    noClasses()
        .that()
        .resideInAnyPackage(COLLECTOR, CORE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .because("the agent must stay small")
        .check(CLASSES);
  }
}
