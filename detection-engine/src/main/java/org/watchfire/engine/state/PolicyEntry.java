package org.watchfire.engine.state;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyObject;

/**
 * A policy object whose signature was checked, and where it stood.
 *
 * @param offset in the policy topic
 */
public record PolicyEntry(long offset, PolicyObject object) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Java serialisation is how Flink ships the initial policy with the job; the byte form stands in
   * for it.
   */
  private Object writeReplace() {
    return new Shipped(ByteForm.POLICY.encode(this));
  }

  private record Shipped(byte[] bytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
      return ByteForm.POLICY.decode(bytes);
    }
  }

  byte[] json() {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put("offset", offset);
    t.put("type", object.type());
    t.put("id", object.id());
    t.put("version", object.version());
    t.put("previous", object.previousHash());
    t.put("at", object.issuedAt());
    t.put("by", object.issuedBy());
    t.put("deleted", object.deleted());
    t.put("body", object.body());
    return Json.write(t);
  }

  @SuppressWarnings("unchecked")
  static PolicyEntry fromJson(byte[] json) {
    try {
      Map<String, Object> t = Json.parseObject(json);
      return new PolicyEntry(
          (Long) t.get("offset"),
          new PolicyObject(
              (String) t.get("type"),
              (String) t.get("id"),
              (Long) t.get("version"),
              (String) t.get("previous"),
              (String) t.get("at"),
              (String) t.get("by"),
              (Boolean) t.get("deleted"),
              (Map<String, Object>) t.get("body")));
    } catch (JsonFormatException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("policy state is damaged", e);
    }
  }
}
