package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.Condition;
import org.watchfire.store.query.QuerySyntaxException;

/** Access policies, people, assets and departments from files. */
final class PolicyFiles {
  private PolicyFiles() {}

  /** Reads what people write: row filters must be queries, ranks of the default level scheme. */
  static AccessPolicyReader reader() {
    return AccessPolicyReader.ofDrafts(LevelScheme.DEFAULT, PolicyFiles::rowFilterProblem);
  }

  private static Optional<String> rowFilterProblem(String filter) {
    try {
      Condition.parse(Stream.EVENTS, filter);
      return Optional.empty();
    } catch (QuerySyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }

  static AccessPolicySet set(Path file) throws IOException {
    try {
      return reader().read(Files.readAllBytes(file));
    } catch (AccessPolicyException e) {
      throw new CommandFailure(ExitCode.FAILED, file + ": " + e.getMessage(), e);
    }
  }

  /**
   * One JSON object each, one after the other: the body of a {@code person}, {@code asset} or
   * {@code department} object, and its {@code id}.
   *
   * @param departments may be null
   */
  static Directory directory(Path people, Path assets, Path departments) throws IOException {
    Directory.Builder builder = Directory.empty().toBuilder();
    read(people, "person", builder);
    read(assets, "asset", builder);
    if (departments != null) {
      read(departments, "department", builder);
    }
    return builder.build();
  }

  private static void read(Path file, String type, Directory.Builder builder) throws IOException {
    try (JsonObjects parts = JsonObjects.of(InspectCommand.open(file.toString()))) {
      for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
        String where = file + ", object " + part.index();
        if (part instanceof JsonObjects.Found found) {
          put(where, type, found.json(), builder);
        } else {
          throw new CommandFailure(
              ExitCode.FAILED, where + ": " + ((JsonObjects.Malformed) part).reason());
        }
      }
    }
  }

  private static void put(String where, String type, byte[] json, Directory.Builder builder) {
    try {
      Map<String, Object> body = Json.parseObject(json);
      if (!(body.get("id") instanceof String id) || id.isBlank()) {
        throw new CommandFailure(ExitCode.FAILED, where + ": has no id");
      }
      builder.put(new PolicyObject(type, id, 1, "", "", "", false, body));
    } catch (JsonFormatException | DirectoryFormatException e) {
      throw new CommandFailure(ExitCode.FAILED, where + ": " + e.getMessage(), e);
    }
  }
}
