package org.watchfire.console.breakglass;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.access.EmergencyGrant;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.DirectoryFormatException;
import org.watchfire.rules.directory.Person;

/** Whether a person may be given a right to the assets he names, by their verified rows. */
final class NamedAssets {
  /** What no emergency opens: records of who did what, and keys. */
  private static final Set<String> NEVER = Set.of("audit", "audit-trail", "keys", "key-vault");

  private final ProtectedRows rows;

  NamedAssets(ProtectedRows rows) {
    this.rows = rows;
  }

  /**
   * @throws Refusal 403 {@code no-person}, {@code never}, {@code too-far}; 404
   */
  void require(Handle handle, String personId, Set<String> assets) {
    Person person =
        object(handle, "person", personId)
            .map(NamedAssets::person)
            .filter(p -> p.status() == Person.Status.ACTIVE)
            .orElseThrow(
                () ->
                    new Refusal(
                        403,
                        "no-person",
                        "the directory knows no active person behind the account"));
    for (String id : assets) {
      Asset asset =
          object(handle, "asset", id)
              .map(NamedAssets::asset)
              .orElseThrow(() -> Refusal.notFound("there is no asset " + id));
      if (!Collections.disjoint(asset.tags(), NEVER)) {
        throw new Refusal(403, "never", "no emergency opens audit records or keys")
            .with("asset", id);
      }
      if (!EmergencyGrant.reaches(person, asset)) {
        throw new Refusal(
                403,
                "too-far",
                "an emergency lifts the clearance by "
                    + EmergencyGrant.LEVELS
                    + " level, and neither compartments nor departments")
            .with("asset", id);
      }
    }
  }

  private Optional<PolicyObject> object(Handle handle, String type, String id) {
    return rows.find(handle, PolicyStore.TABLE, PolicyStore.TABLE.keyOf(type, id))
        .filter(row -> !row.path("deleted").asBoolean())
        .map(
            row -> {
              try {
                Map<String, Object> body =
                    new LinkedHashMap<>(Json.parseObject(StrictJson.write(row.path("body"))));
                return new PolicyObject(
                    type, id, row.path("version").asLong(), "", "", "", false, body);
              } catch (JsonFormatException e) {
                throw new IllegalStateException("body of " + type + "/" + id + " is not JSON", e);
              }
            });
  }

  private static Person person(PolicyObject object) {
    try {
      return Person.of(object);
    } catch (DirectoryFormatException e) {
      throw new Refusal(403, "no-person", "the person of the account cannot be read");
    }
  }

  private static Asset asset(PolicyObject object) {
    try {
      return Asset.of(object);
    } catch (DirectoryFormatException e) {
      throw Refusal.notFound("the asset " + object.id() + " cannot be read");
    }
  }
}
