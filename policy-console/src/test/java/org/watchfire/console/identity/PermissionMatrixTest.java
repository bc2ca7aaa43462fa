package org.watchfire.console.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionMatrixTest {
  private static final List<Role> ALL = List.of(Role.values());

  private final PermissionMatrix matrix = PermissionMatrix.load();

  @Test
  void officersReadNoBusinessDataAndNobodyDoesTwoOfficersWork() {
    for (Role officer : Role.values()) {
      if (officer.officer()) {
        assertThat(matrix.granted(Set.of(officer)))
            .as(officer.name())
            .noneMatch(p -> p.startsWith("alert:"))
            .doesNotContain("audit:read:events", "audit:read:alerts", "audit:read:deadletter");
      }
    }
    assertThat(matrix.granted(Set.of(Role.SYS_ADMIN)))
        .contains("user:write")
        .doesNotContain("role:grant");
    assertThat(matrix.granted(Set.of(Role.SEC_ADMIN)))
        .contains("role:grant")
        .doesNotContain("user:write");
    assertThat(matrix.granted(Set.of(Role.AUDIT_ADMIN)))
        .contains("audit:read:audit")
        .noneMatch(p -> p.endsWith(":write") || p.endsWith(":grant") || p.endsWith(":triage"));
  }

  @Test
  void noRoleHasEverything() {
    for (Role role : Role.values()) {
      assertThat(matrix.granted(Set.of(role))).isNotEqualTo(matrix.permissions());
    }
    assertThat(matrix.granted(Set.of())).isEmpty();
  }

  @Test
  void everyPermissionIsSomebodys() {
    assertThat(matrix.granted(List.of(Role.values())))
        .isEqualTo(new HashSet<>(matrix.permissions()));
  }

  @Test
  void aDamagedTableStopsTheStart() {
    String header =
        "permission SYS_ADMIN SEC_ADMIN AUDIT_ADMIN ANALYST SHIFT_LEAD DATA_OWNER KEY_CUSTODIAN"
            + " AUDITOR AGENT\n";
    String none = " . . . . . . . .\n";
    assertThatThrownBy(() -> PermissionMatrix.parse(header + "a:b + . . .\n"))
        .hasMessageContaining("permissions.txt:2");
    assertThatThrownBy(() -> PermissionMatrix.parse(header + "a:b x" + none))
        .hasMessageContaining("+ or .");
    assertThatThrownBy(() -> PermissionMatrix.parse(header + "a:* +" + none))
        .hasMessageContaining(":2");
    assertThatThrownBy(() -> PermissionMatrix.parse(header + "a:b +" + none + "a:b ." + none))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> PermissionMatrix.parse("permission SYS_ADMIN\n"))
        .hasMessageContaining("each role");
    assertThatThrownBy(() -> PermissionMatrix.parse("permission ROOT\n"))
        .hasMessageContaining("ROOT");
  }

  @Test
  void separationIsExactlyOneOfficerAloneOrBusinessRoles() {
    for (int bits = 0; bits < 1 << ALL.size(); bits++) {
      Set<Role> roles = EnumSet.noneOf(Role.class);
      for (int i = 0; i < ALL.size(); i++) {
        if ((bits >> i & 1) == 1) {
          roles.add(ALL.get(i));
        }
      }
      long officers = roles.stream().filter(Role::officer).count();
      boolean fine = officers == 0 || (officers == 1 && roles.size() == 1);
      assertThat(Separation.conflict(roles).isEmpty()).as(roles.toString()).isEqualTo(fine);
    }
  }
}
