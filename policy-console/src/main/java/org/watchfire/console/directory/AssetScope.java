package org.watchfire.console.directory;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;

/**
 * Which assets a caller may see: all, or, of a data owner, those he owns and those of his
 * department and the departments below it. The natural person of a console account is the person of
 * the directory with the same id.
 *
 * @param person null when every asset may be seen
 * @param departments of that person
 */
public record AssetScope(String person, List<String> departments) {
  /** Roles that see every asset they have a permission for. */
  private static final Set<Role> UNBOUND =
      EnumSet.of(Role.SEC_ADMIN, Role.ANALYST, Role.SHIFT_LEAD, Role.AUDITOR);

  /** Everything. */
  public static final AssetScope ALL = new AssetScope(null, List.of());

  public AssetScope {
    departments = List.copyOf(departments);
  }

  /** What this caller may see at this moment. */
  public static AssetScope of(Handle handle, Caller caller) {
    if (caller.account().roles().stream().anyMatch(UNBOUND::contains)) {
      return ALL;
    }
    String person = caller.account().personId();
    Optional<String> department =
        handle
            .createQuery(
                "SELECT departments[1] FROM policy_objects WHERE type = 'person' AND id = :id"
                    + " AND NOT deleted AND departments[1] IS NOT NULL")
            .bind("id", person)
            .mapTo(String.class)
            .findOne();
    return new AssetScope(
        person, department.map(d -> DepartmentTree.below(handle, d)).orElse(List.of()));
  }

  /**
   * The assets of a department and those below it, or of an owner, or all.
   *
   * @param department null for any
   * @param owner null for any; not together with a department
   */
  public static AssetScope asked(Handle handle, String department, String owner) {
    if (department == null && owner == null) {
      return ALL;
    }
    return new AssetScope(
        owner == null ? "" : owner,
        department == null ? List.of() : DepartmentTree.below(handle, department));
  }

  /** Whether an asset with this body may be seen. */
  public boolean covers(Map<String, Object> body) {
    return person == null
        || person.equals(body.get("owner"))
        || Texts.of(body, "departments").stream().anyMatch(departments::contains);
  }

  /** SQL over the columns of {@code policy_objects}; empty when everything may be seen. */
  public Optional<String> condition() {
    return person == null
        ? Optional.empty()
        : Optional.of(
            "(owner = :scope_person OR departments && CAST(:scope_departments AS text[]))");
  }

  /** Gives {@link #condition} its values. */
  public void bind(SqlStatement<?> statement) {
    if (person != null) {
      statement.bind("scope_person", person);
      statement.bindArray("scope_departments", String.class, departments);
    }
  }
}
