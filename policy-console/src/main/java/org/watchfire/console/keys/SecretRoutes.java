package org.watchfire.console.keys;

import static org.watchfire.console.web.Access.holds;

import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;

/** Named secrets: put in by their owners, given out for a purpose, each time on record. */
final class SecretRoutes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int LARGEST = 16 << 10;

  private final Database database;
  private final KeyVault vault;
  private final SecretStore secrets;
  private final AuditTrail trail;
  private final Clock clock;

  SecretRoutes(
      Database database, KeyVault vault, SecretStore secrets, AuditTrail trail, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.secrets = secrets;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param value base64
   */
  record NewSecret(String key, String asset, String purpose, String value) {
    @Override
    public String toString() {
      return "NewSecret[" + key + "]";
    }
  }

  /**
   * @param purpose the one that the secret was put in for
   */
  record Opening(String purpose, String justification, Boolean acceptRisk) {}

  List<Route> routes() {
    return List.of(
        Route.get("/secrets", holds("secret:read"), this::list),
        Route.put("/secrets/{name}", holds("secret:write"), this::put),
        Route.delete("/secrets/{name}", holds("secret:write"), this::delete),
        Route.post("/secrets/{name}/open", holds("secret:open"), this::open));
  }

  private void list(Call call) {
    call.json(Map.of("items", database.inTransaction(secrets::all)));
  }

  private void put(Call call) {
    String name = name(call);
    NewSecret body = call.body(NewSecret.class);
    if (body.key() == null || body.value() == null) {
      throw Refusal.invalid("key and value are expected");
    }
    Binding binding = binding(body.asset(), body.purpose());
    byte[] value = decoded(body.value());
    try {
      SecretStore.Entry entry =
          database.inTransaction(
              handle -> {
                secrets.exclusive(handle);
                String sealed = vault.seal(handle, body.key(), binding, value);
                SecretStore.Entry put =
                    new SecretStore.Entry(
                        name,
                        body.key(),
                        version(sealed),
                        binding.asset(),
                        binding.purpose(),
                        clock.instant(),
                        call.caller().username());
                secrets.put(handle, put, sealed);
                trail.write(
                    handle,
                    call.caller(),
                    Act.done(
                        "secret.put",
                        Kind.CONFIGURE,
                        name,
                        binding.asset() + " for " + binding.purpose() + ", key " + body.key()));
                return put;
              });
      call.json(entry);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private void delete(Call call) {
    String name = name(call);
    database.inTransaction(
        handle -> {
          if (!secrets.delete(handle, name)) {
            throw missing();
          }
          trail.write(handle, call.caller(), Act.done("secret.delete", Kind.CONFIGURE, name, null));
          return null;
        });
    call.noContent();
  }

  private void open(Call call) {
    String name = name(call);
    Opening body = call.body(Opening.class);
    SealedValues.Value secret =
        database
            .inTransaction(handle -> secrets.find(handle, name))
            .orElseThrow(SecretRoutes::missing);
    Binding asked = binding(secret.binding().asset(), body.purpose());
    KeyVault.Use use;
    try {
      use = new KeyVault.Use(body.justification(), Boolean.TRUE.equals(body.acceptRisk()));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
    byte[] plain = vault.open(call.caller(), secret.sealed(), asked, use);
    call.json(Map.of("name", name, "value", Base64.getEncoder().encodeToString(plain)));
    Arrays.fill(plain, (byte) 0);
  }

  private static int version(String sealed) {
    try {
      return Envelope.parse(sealed).version();
    } catch (CryptoException e) {
      throw new IllegalStateException("what was just sealed is not an envelope", e);
    }
  }

  private static Binding binding(String asset, String purpose) {
    try {
      return new Binding(asset, purpose);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  private static byte[] decoded(String value) {
    try {
      byte[] bytes = Base64.getDecoder().decode(value);
      if (bytes.length >= 1 && bytes.length <= LARGEST) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("value expects base64");
    }
    throw Refusal.invalid("value expects 1 to " + LARGEST + " bytes");
  }

  private static String name(Call call) {
    String name = call.path("name");
    if (!NAME.matcher(name).matches()) {
      throw Refusal.invalid(
          "name expects 1 to 64 lower-case letters, digits, dots, hyphens and underscores");
    }
    return name;
  }

  private static Refusal missing() {
    return Refusal.notFound("there is no secret of that name");
  }
}
