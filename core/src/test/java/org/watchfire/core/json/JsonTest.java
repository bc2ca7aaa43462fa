package org.watchfire.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void canonicalFormSortsNamesAndUsesShortestEscapes() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("ö", 1);
    tree.put("b", Arrays.asList(true, null, "\u0007\n\"\\/€😀"));
    tree.put("a", Map.of());
    assertThat(new String(CanonicalJson.bytes(tree), UTF_8))
        .isEqualTo("{\"a\":{},\"b\":[true,null,\"\\u0007\\n\\\"\\\\/€😀\"],\"ö\":1}");
  }

  @Test
  void canonicalFormRefusesWhatImplementationsCouldDifferOn() {
    for (Object bad : List.of(1.5, 1L << 53, "\uD800", new Object())) {
      assertThatThrownBy(() -> CanonicalJson.bytes(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void parseRefusesDuplicatesDepthAndTrailers() {
    for (String bad :
        List.of("", "{\"a\":1,\"a\":2}", "1 2", "[".repeat(100) + "]".repeat(100), "{'a':1}")) {
      assertThatThrownBy(() -> Json.parse(bad.getBytes(UTF_8)))
          .isInstanceOf(JsonFormatException.class);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void parseRefusesOrRoundTrips(byte[] bytes) throws Exception {
    Object tree;
    try {
      tree = Json.parse(bytes);
    } catch (JsonFormatException refused) {
      return;
    }
    Object again = Json.parse(Json.write(tree));
    if (tree != null && !tree.equals(again)) {
      throw new AssertionError("round trip changed the tree");
    }
  }
}
