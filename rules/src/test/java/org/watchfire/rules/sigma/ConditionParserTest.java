package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionParserTest {
  private static final List<String> NAMES =
      List.of("a", "b", "c", "sel_1", "sel_2", "_hidden", "and_x");

  private static Map<String, Expression> searches() {
    Map<String, Expression> m = new LinkedHashMap<>();
    NAMES.forEach(n -> m.put(n, new Expression.Test(new Predicate.IsNull(n))));
    return m;
  }

  /** Truth under the assumption that exactly the named searches hold. */
  private static boolean eval(Expression e, List<String> holding) {
    if (e instanceof Expression.Test t) {
      return holding.contains(t.predicate().field());
    }
    if (e instanceof Expression.Not n) {
      return !eval(n.part(), holding);
    }
    if (e instanceof Expression.And and) {
      return and.parts().stream().allMatch(p -> eval(p, holding));
    }
    if (e instanceof Expression.Or or) {
      return or.parts().stream().anyMatch(p -> eval(p, holding));
    }
    Expression.AtLeast some = (Expression.AtLeast) e;
    return some.parts().stream().filter(p -> eval(p, holding)).count() >= some.count();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | a | true",
        "a | b | false",
        "a and b | a b | true",
        "a and b | a | false",
        "a or b and c | a | true",
        "a or b and c | b | false",
        "(a or b) and c | a | false",
        "(a or b) and c | a c | true",
        "not a and b | b | true",
        "not a and b | a b | false",
        "not (a and b) | a | true",
        "not not a | a | true",
        "a AND NOT b | a | true",
        "1 of sel_* | sel_2 | true",
        "1 of sel_* | a | false",
        "all of sel_* | sel_1 | false",
        "all of sel_* | sel_1 sel_2 | true",
        "2 of them | a sel_1 | true",
        "2 of them | a | false",
        "any of them | _hidden | false",
        "1 of them | c | true",
        "all of them | a b c sel_1 sel_2 and_x | true",
        "1 of _* | _hidden | true",
        "_hidden | _hidden | true",
        "not 1 of sel_* | a | true",
        "not all of sel_* | sel_1 | true",
        "a and not 1 of sel_* | a sel_1 | false",
        "and_x | and_x | true",
        "all of a* | a and_x | true",
      })
  void followsTheGrammar(String condition, String holding, boolean expected) {
    Expression e = ConditionParser.parse(condition, searches(), 3);
    assertThat(eval(e, List.of(holding.split(" ")))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "a b",
        "a and",
        "and a",
        "(a",
        "a)",
        "()",
        "not",
        "x",
        "1 of",
        "1 of x*",
        "0 of them",
        "9 of them",
        "some of them",
        "a of them of",
        "1 of (a",
        "a | count() > 1",
        "a & b",
        "of",
        "all them",
      })
  void refusesWhatIsNotACondition(String condition) {
    assertThatThrownBy(() -> ConditionParser.parse(condition, searches(), 3))
        .isInstanceOf(SigmaFormatException.class)
        .hasMessageContaining("condition");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 2000})
  void refusesDeepNesting(int depth) {
    String deep = "(".repeat(depth) + "a" + ")".repeat(depth);
    assertThatThrownBy(() -> ConditionParser.parse(deep, searches(), 3))
        .isInstanceOf(SigmaFormatException.class);
  }
}
