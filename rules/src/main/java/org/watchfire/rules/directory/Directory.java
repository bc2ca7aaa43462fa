package org.watchfire.rules.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.core.event.Event;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.core.policy.PolicyObject;

/**
 * An immutable snapshot of persons, assets and levels. An account that several persons claim
 * belongs to the person with the lowest id, so the answer does not depend on the order in which
 * objects came.
 */
public final class Directory {
  private static final Directory EMPTY =
      new Directory(Map.of(), Map.of(), LevelScheme.DEFAULT, Departments.NONE);

  private final Map<String, Person> persons;
  private final Map<String, Asset> assets;
  private final LevelScheme levels;
  private final Departments departments;

  /** Made when first asked for: many snapshots are only asked for persons and assets by id. */
  private volatile Index index;

  private Directory(
      Map<String, Person> persons,
      Map<String, Asset> assets,
      LevelScheme levels,
      Departments departments) {
    this.persons = persons;
    this.assets = assets;
    this.levels = levels;
    this.departments = departments;
  }

  /** Persons by account and assets by what they cover. */
  private static final class Index {
    private final Map<String, Person> byAccount = new HashMap<>();
    private final SegmentTrie files = new SegmentTrie();
    private final SegmentTrie databases = new SegmentTrie();
    private final SegmentTrie urls = new SegmentTrie();
    private final SegmentTrie hosts = new SegmentTrie();

    Index(Collection<Person> persons, Collection<Asset> assets) {
      persons.forEach(p -> p.accounts().forEach(a -> byAccount.putIfAbsent(a, p)));
      assets.forEach(asset -> asset.selectors().forEach(s -> add(s, asset)));
    }

    private void add(Selector selector, Asset asset) {
      if (selector instanceof Selector.File) {
        files.add(selector.segments(), asset);
      } else if (selector instanceof Selector.Database) {
        databases.add(selector.segments(), asset);
      } else if (selector instanceof Selector.Url url) {
        urls.add(url.segments(), asset);
        urls.add(url.ofFirstLabel().segments(), asset);
      } else {
        hosts.add(selector.segments(), asset);
      }
    }

    private void find(Selector target, Set<Asset> found) {
      if (target instanceof Selector.File) {
        files.find(target.segments(), found);
      } else if (target instanceof Selector.Database) {
        databases.find(target.segments(), found);
      } else if (target instanceof Selector.Url) {
        urls.find(target.segments(), found);
      } else {
        hosts.find(target.segments(), found);
      }
    }
  }

  private Index index() {
    Index known = index;
    if (known == null) {
      synchronized (this) {
        known = index;
        if (known == null) {
          known = new Index(persons.values(), assets.values());
          index = known;
        }
      }
    }
    return known;
  }

  /** Nobody and nothing, with the default levels. */
  public static Directory empty() {
    return EMPTY;
  }

  /** What is known now, to change several objects at once. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * This directory after one more object. Costs a rebuild of the indexes: for many objects use
   * {@link #toBuilder}.
   *
   * @throws DirectoryFormatException when the body does not fit the type; this directory stays as
   *     it is
   */
  public Directory with(PolicyObject object) throws DirectoryFormatException {
    return toBuilder().put(object).build();
  }

  public Optional<Person> person(String id) {
    return Optional.ofNullable(persons.get(id));
  }

  /** The person behind an account, however its domain is written. */
  public Optional<Person> personByAccount(String account) {
    return Optional.ofNullable(index().byAccount.get(Person.account(account)));
  }

  public Optional<Asset> asset(String id) {
    return Optional.ofNullable(assets.get(id));
  }

  /** In the order of their ids. */
  public Collection<Person> persons() {
    return persons.values();
  }

  /** In the order of their ids. */
  public Collection<Asset> assets() {
    return assets.values();
  }

  public LevelScheme levels() {
    return levels;
  }

  /** Which department is part of which. */
  public Departments departments() {
    return departments;
  }

  /** The level of a rank; a rank that the scheme lacks is shown by its number. */
  public Level level(int rank) {
    return levels
        .byRank(rank)
        .orElseGet(
            () -> new Level("rank-" + rank, Math.max(1, rank), rank + " 级", "level " + rank));
  }

  /** The assets this event touches, strictest first; see {@link Touch} for which fields count. */
  public List<Asset> assetsOf(Event event) {
    if (assets.isEmpty()) {
      return List.of();
    }
    Set<Asset> found = new LinkedHashSet<>();
    Touch.of(event).selectors().forEach(target -> index().find(target, found));
    return strictestFirst(found);
  }

  /**
   * One thing that an event touched.
   *
   * @param target the very file, database object, page or host
   * @param assets those it belongs to, strictest first, at least one
   */
  public record Touched(Selector target, List<Asset> assets) {}

  /** What this event touches, of what belongs to an asset; each thing once. */
  public List<Touched> touchedBy(Event event) {
    if (assets.isEmpty()) {
      return List.of();
    }
    List<Touched> touched = new ArrayList<>();
    for (Selector target : new LinkedHashSet<>(Touch.of(event).selectors())) {
      Set<Asset> found = new LinkedHashSet<>();
      index().find(target, found);
      if (!found.isEmpty()) {
        touched.add(new Touched(target, strictestFirst(found)));
      }
    }
    return touched;
  }

  private static List<Asset> strictestFirst(Set<Asset> found) {
    if (found.size() < 2) {
      return List.copyOf(found);
    }
    List<Asset> sorted = new ArrayList<>(found);
    sorted.sort(
        (a, b) ->
            a.rank() != b.rank() ? Integer.compare(b.rank(), a.rank()) : a.id().compareTo(b.id()));
    return sorted;
  }

  /** Collects objects for the next snapshot, which is built once. Not thread-safe. */
  public static final class Builder {
    private final TreeMap<String, Person> persons;
    private final TreeMap<String, Asset> assets;
    private final TreeMap<String, String> parents;
    private final Departments departments;
    private LevelScheme levels;
    private boolean built;

    private Builder(Directory from) {
      this.persons = new TreeMap<>(from.persons);
      this.assets = new TreeMap<>(from.assets);
      this.parents = new TreeMap<>(from.departments.parents());
      this.departments = from.departments;
      this.levels = from.levels;
    }

    /**
     * Puts a {@code person}, {@code asset}, {@code department} or {@code level-scheme} object in,
     * or takes it out when it is deleted; other types are ignored.
     *
     * @throws DirectoryFormatException when the body does not fit the type; nothing changes then
     */
    public Builder put(PolicyObject object) throws DirectoryFormatException {
      if (built) {
        throw new IllegalStateException("the directory was built");
      }
      switch (object.type()) {
        case "person" -> {
          if (object.deleted()) {
            persons.remove(object.id());
          } else {
            persons.put(object.id(), Person.of(object));
          }
        }
        case "asset" -> {
          if (object.deleted()) {
            assets.remove(object.id());
          } else {
            assets.put(object.id(), Asset.of(object));
          }
        }
        case "department" -> {
          if (object.deleted()) {
            parents.remove(object.id());
          } else {
            parents.put(object.id(), new Body(object).textOr("parent", ""));
          }
        }
        case "level-scheme" -> levels = object.deleted() ? LevelScheme.DEFAULT : scheme(object);
        default -> {
          // Rules and what later versions add: not the directory's.
        }
      }
      return this;
    }

    /**
     * @throws IllegalStateException the second time
     */
    public Directory build() {
      if (built) {
        throw new IllegalStateException("a directory was built of this before");
      }
      built = true;
      return new Directory(
          Collections.unmodifiableMap(persons),
          Collections.unmodifiableMap(assets),
          levels,
          // The same ones: what was worked out for them stays good.
          parents.equals(departments.parents()) ? departments : Departments.of(parents));
    }

    private static LevelScheme scheme(PolicyObject object) throws DirectoryFormatException {
      Body body = new Body(object);
      List<Level> levels = new ArrayList<>();
      for (Body level : body.objects("levels")) {
        levels.add(
            new Level(
                level.text("id").toLowerCase(Locale.ROOT),
                level.number("rank", 1, 1),
                level.text("zh"),
                level.text("en")));
      }
      try {
        return new LevelScheme(object.id(), levels);
      } catch (IllegalArgumentException e) {
        throw body.wrong("levels", "a list with unique ids and rising ranks");
      }
    }
  }
}
