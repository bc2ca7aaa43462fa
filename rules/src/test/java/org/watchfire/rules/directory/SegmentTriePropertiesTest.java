package org.watchfire.rules.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SegmentTriePropertiesTest {
  @Property(tries = 1000)
  void findsWhatAPlainComparisonFinds(
      @ForAll("patterns") List<List<String>> patterns, @ForAll("paths") List<String> path) {
    SegmentTrie trie = new SegmentTrie();
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < patterns.size(); i++) {
      Asset asset = new Asset("a" + i, "a" + i, "path", List.of(), 1, Set.of(), Set.of(), null);
      trie.add(patterns.get(i), asset);
      if (fits(patterns.get(i), path)) {
        expected.add(asset.id());
      }
    }
    Set<Asset> found = new HashSet<>();
    trie.find(path, found);

    assertThat(found.stream().map(Asset::id).collect(Collectors.toSet())).isEqualTo(expected);
  }

  private static boolean fits(List<String> pattern, List<String> path) {
    if (pattern.isEmpty()) {
      return path.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("**")) {
      for (int skip = 0; skip <= path.size(); skip++) {
        if (fits(rest, path.subList(skip, path.size()))) {
          return true;
        }
      }
      return false;
    }
    String regex = pattern.get(0).replace("*", ".*");
    return !path.isEmpty()
        && path.get(0).matches(regex)
        && fits(rest, path.subList(1, path.size()));
  }

  @Provide
  Arbitrary<List<List<String>>> patterns() {
    return Arbitraries.of("**", "*", "a", "b", "a*", "*b", "ab", "*a*b*")
        .list()
        .ofMaxSize(5)
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<String>> paths() {
    return Arbitraries.of("a", "b", "ab", "ba", "aab", "c").list().ofMaxSize(6);
  }

  @Property(tries = 500)
  void resolvingAPathNeverLeavesTheRoot(@ForAll("raw") List<String> parts) {
    List<String> segments = Selector.segments("/" + String.join("/", parts));

    assertThat(segments).doesNotContain("..", ".", "");
    assertThat(new ArrayList<>(parts)).containsAll(segments);
  }

  @Provide
  Arbitrary<List<String>> raw() {
    return Arbitraries.of("..", ".", "", "档案", "a", "b").list().ofMaxSize(10);
  }
}
