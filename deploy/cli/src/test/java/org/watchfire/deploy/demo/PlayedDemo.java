package org.watchfire.deploy.demo;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * {@code watchfire demo --assert}, run once for all tests of the run that look at it, in whatever
 * order they come. The installation is stopped and removed behind the last of them.
 */
public final class PlayedDemo implements Store.CloseableResource, AutoCloseable {
  private static final Namespace SPACE = Namespace.create(PlayedDemo.class);

  private final OwnInstallation installation;
  private final OwnInstallation.Run run;

  private PlayedDemo() throws Exception {
    installation = new OwnInstallation();
    try {
      run = installation.watchfire("demo", "--assert");
    } catch (Exception e) {
      try (installation) {
        throw e;
      }
    }
  }

  /** Hands it to a test that has it as a parameter. */
  public static final class AsParameter implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PlayedDemo.class;
    }

    @Override
    public PlayedDemo resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return of(context);
    }
  }

  /** Played now, unless it was before. */
  public static PlayedDemo of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .getOrComputeIfAbsent(
            PlayedDemo.class,
            type -> {
              try {
                return new PlayedDemo();
              } catch (Exception e) {
                throw new IllegalStateException("the demonstration cannot be started", e);
              }
            },
            PlayedDemo.class);
  }

  /** What the command answered; it may have failed. */
  public OwnInstallation.Run run() {
    return run;
  }

  public OwnInstallation installation() {
    return installation;
  }

  @Override
  public void close() throws Exception {
    installation.close();
  }
}
