package org.watchfire.deploy.browser;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.watchfire.deploy.demo.PlayedDemo;

/**
 * Gives each test a {@link Desk}. The browser is started with the first test that needs it and closed
 * behind the last one of the run; the installation is that of {@link PlayedDemo}.
 */
final class InBrowser implements ExecutionCondition, ParameterResolver {
  private static final Namespace SPACE = Namespace.create(InBrowser.class);

  /** What all tests of the run share. */
  private static final class Shared implements Store.CloseableResource, AutoCloseable {
    private final Demonstration demonstration;
    private final Chromium chromium;
    private final Findings findings = new Findings();

    Shared(Demonstration demonstration) {
      this.demonstration = demonstration;
      this.chromium = Chromium.launch();
    }

    @Override
    public void close() throws Exception {
      try {
        findings.print();
      } finally {
        chromium.close();
      }
    }
  }

  private record PerTest(Desk desk) implements Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
      desk.close();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Chromium.missing()
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("there is a browser"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Desk.class;
  }

  @Override
  public Desk resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Shared shared =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent(
                Shared.class,
                type -> {
                  try {
                    Optional<Demonstration> running = Demonstration.running();
                    return new Shared(
                        running.isPresent()
                            ? running.get()
                            : Demonstration.on(PlayedDemo.of(context)));
                  } catch (Exception e) {
                    throw new IllegalStateException("the demonstration did not start", e);
                  }
                },
                Shared.class);
    Desk desk = new Desk(shared.demonstration, shared.chromium.browser(), shared.findings);
    context.getStore(SPACE).put(Desk.class, new PerTest(desk));
    return desk;
  }
}
