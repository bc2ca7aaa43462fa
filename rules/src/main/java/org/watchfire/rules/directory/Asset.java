package org.watchfire.rules.directory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.watchfire.core.label.Label;
import org.watchfire.core.label.Marking;
import org.watchfire.core.policy.PolicyObject;

/**
 * Something that holds graded data.
 *
 * @param kind {@code share}, {@code path}, {@code database}, {@code api}, {@code host} or {@code
 *     system}; for people to read
 * @param rank of the data level, 1 = lowest
 * @param departments whose staff may read it; empty = any
 * @param marking the state-secret marking declared for it, or null; never compared with the level
 */
public record Asset(
    String id,
    String name,
    String kind,
    List<Selector> selectors,
    int rank,
    Set<String> compartments,
    Set<String> departments,
    Marking marking) {

  private static final Set<String> KINDS =
      Set.of("share", "path", "database", "api", "host", "system");

  public Asset {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    selectors = List.copyOf(selectors);
    compartments = Set.copyOf(compartments);
    departments = Set.copyOf(departments);
  }

  /**
   * Reads the body of an {@code asset} object.
   *
   * @throws DirectoryFormatException when it does not have that form
   */
  public static Asset of(PolicyObject object) throws DirectoryFormatException {
    Body body = new Body(object);
    String kind = body.textOr("kind", "system");
    if (!KINDS.contains(kind)) {
      throw body.wrong("kind", "one of " + KINDS.stream().sorted().toList());
    }
    List<Selector> selectors = new ArrayList<>();
    for (String text : body.texts("selectors")) {
      selectors.add(
          Selector.parse(text)
              .orElseThrow(
                  () ->
                      body.wrong(
                          "selectors",
                          "a list of path:/…, db:…, url:… or host:…, found '" + text + "'")));
    }
    return new Asset(
        object.id(),
        body.textOr("name", object.id()),
        kind,
        selectors,
        body.number("level", 1, 1),
        body.texts("compartments"),
        body.texts("departments"),
        marking(body));
  }

  private static Marking marking(Body body) throws DirectoryFormatException {
    String text = body.textOr("marking", "");
    if (text.isEmpty()) {
      return null;
    }
    for (Marking marking : Marking.values()) {
      if (marking.name().equals(text)) {
        return marking;
      }
    }
    throw body.wrong("marking", "null, TOP_SECRET, SECRET or CONFIDENTIAL");
  }

  /** What a reader must dominate. */
  public Label label() {
    return new Label(rank, compartments, departments);
  }
}
