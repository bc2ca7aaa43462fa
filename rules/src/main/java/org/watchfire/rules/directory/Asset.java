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
 * @param rank of the data level, 1 = lowest; {@link #PRESUMED_RANK} while nobody has graded it
 * @param departments whose staff may read it; empty = any
 * @param marking the state-secret marking declared for it, or null; never compared with the level
 * @param tags what access policies may call it by, such as {@code personal-information}
 * @param graded whether its level was decided by somebody
 */
public record Asset(
    String id,
    String name,
    String kind,
    List<Selector> selectors,
    int rank,
    Set<String> compartments,
    Set<String> departments,
    Marking marking,
    Set<String> tags,
    boolean graded) {

  /**
   * The level that data counts as until somebody grades it (就高从严): general data, level 3, which
   * nobody reads without a clearance.
   */
  public static final int PRESUMED_RANK = 3;

  private static final Set<String> KINDS =
      Set.of("share", "path", "database", "api", "host", "system");

  public Asset {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    selectors = List.copyOf(selectors);
    compartments = Set.copyOf(compartments);
    departments = Set.copyOf(departments);
    tags = Set.copyOf(tags);
  }

  /** A graded asset without tags. */
  public Asset(
      String id,
      String name,
      String kind,
      List<Selector> selectors,
      int rank,
      Set<String> compartments,
      Set<String> departments,
      Marking marking) {
    this(id, name, kind, selectors, rank, compartments, departments, marking, Set.of(), true);
  }

  /** Something that the directory does not know: of no kind, not graded. */
  public static Asset unknown(String id) {
    return new Asset(
        id, id, "unknown", List.of(), PRESUMED_RANK, Set.of(), Set.of(), null, Set.of(), false);
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
        body.number("level", 1, PRESUMED_RANK),
        body.texts("compartments"),
        body.texts("departments"),
        marking(body),
        body.texts("tags"),
        body.has("level"));
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
