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
 * Gives each test a {@link Desk}, or the bare browser when it has an installation of its own. The
 * browser is started with the first test that needs it and closed behind the last one of the run;
 * the installation is that of {@link PlayedDemo}.
 */
final class InBrowser implements ExecutionCondition, ParameterResolver {
  private static final Namespace SPACE = Namespace.create(InBrowser.class);

  /** What all tests of the run share. */
  private static final class Shared implements Store.CloseableResource, AutoCloseable {
    private final Chromium chromium = Chromium.launch();
    private final Findings findings = new Findings();

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
    Class<?> type = parameter.getParameter().getType();
    return type == Desk.class || type == Chromium.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store run = context.getRoot().getStore(SPACE);
    if (parameter.getParameter().getType() == Chromium.class) {
      return shared(run).chromium;
    }
    Demonstration demonstration =
        run.getOrComputeIfAbsent(
            Demonstration.class, type -> demonstration(context), Demonstration.class);
    Desk desk = new Desk(demonstration, shared(run).chromium.browser(), shared(run).findings);
    context.getStore(SPACE).put(Desk.class, new PerTest(desk));
    return desk;
  }

  private static Shared shared(Store run) {
    return run.getOrComputeIfAbsent(Shared.class, type -> new Shared(), Shared.class);
  }

  private static Demonstration demonstration(ExtensionContext context) {
    try {
      Optional<Demonstration> running = Demonstration.running();
      return running.isPresent() ? running.get() : Demonstration.on(PlayedDemo.of(context));
    } catch (Exception e) {
      throw new IllegalStateException("the demonstration did not start", e);
    }
  }
}
