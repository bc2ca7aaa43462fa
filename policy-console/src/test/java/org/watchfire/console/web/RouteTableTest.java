package org.watchfire.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.watchfire.console.identity.PermissionMatrix;

class RouteTableTest {
  private final PermissionMatrix matrix = PermissionMatrix.load();

  @Test
  void aRouteThatDoesNotSayWhatItNeedsDoesNotStart() {
    assertThatThrownBy(() -> table(Route.get("/secret", null, call -> {})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GET /secret");
  }

  @Test
  void aRouteThatNeedsAnUnknownPermissionDoesNotStart() {
    assertThatThrownBy(() -> table(Route.get("/x", Access.holds("alert:raed"), call -> {})))
        .hasMessageContaining("alert:raed");
    assertThatThrownBy(
            () -> table(Route.get("/x", Access.holdsFor("nothing", "s", "a"), call -> {})))
        .hasMessageContaining("nothing");
  }

  @Test
  void twoRoutesForOneRequestDoNotStart() {
    assertThatThrownBy(
            () ->
                table(
                    Route.get("/x/{a}", Access.signedIn(), call -> {}),
                    Route.get("/x/{b}", Access.signedIn(), call -> {})))
        .hasMessageContaining("twice");
    assertThat(
            table(
                    Route.get("/x/{a}", Access.signedIn(), call -> {}),
                    Route.put("/x/{a}", Access.signedIn(), call -> {}))
                .routes())
        .hasSize(2);
  }

  private RouteTable table(Route... routes) {
    return RouteTable.of(matrix, List.of(List.of(routes)));
  }
}
