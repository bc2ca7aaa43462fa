package org.watchfire.rules.label;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.core.label.Level;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.sigma.Severity;

/**
 * One event in which somebody touched, or tried to touch, what is not theirs.
 *
 * @param account as the event names it
 * @param person null for {@link BreachKind#UNKNOWN_PERSON}
 * @param asset null when a person who may not work at all touched something without a label
 * @param level of the asset; null without asset
 * @param clearance the level of the person's clearance; null when it is none or nobody is known
 * @param missingCompartments scopes of the asset that the person lacks, sorted
 * @param denied whether the system refused it
 */
public record LabelBreach(
    BreachKind kind,
    String account,
    Person person,
    Asset asset,
    Level level,
    Level clearance,
    List<String> missingCompartments,
    boolean denied) {

  private static final int GRAVE = 4;
  private static final int SERIOUS = 3;

  public LabelBreach {
    missingCompartments = List.copyOf(missingCompartments);
  }

  /** What succeeded on level 4 or above is critical; a refused attempt is one or two steps less. */
  public Severity severity() {
    int rank = asset == null ? 0 : asset.rank();
    if (kind == BreachKind.UNKNOWN_PERSON) {
      return denied ? Severity.LOW : rank >= GRAVE ? Severity.HIGH : Severity.MEDIUM;
    }
    if (kind == BreachKind.INACTIVE_PERSON) {
      return denied ? Severity.MEDIUM : rank >= GRAVE ? Severity.CRITICAL : Severity.HIGH;
    }
    if (rank >= GRAVE) {
      return denied ? Severity.HIGH : Severity.CRITICAL;
    }
    if (rank == SERIOUS) {
      return denied ? Severity.MEDIUM : Severity.HIGH;
    }
    return denied ? Severity.LOW : Severity.MEDIUM;
  }

  public String titleEn() {
    return kind.titleEn();
  }

  public String titleZh() {
    return kind.titleZh();
  }

  /** One English sentence that says what happened and why it is a breach. */
  public String reasonEn() {
    String did = who() + (denied ? " tried to access " : " accessed ");
    return switch (kind) {
      case INACTIVE_PERSON ->
          asset == null
              ? who()
                  + (denied ? " tried to use" : " used")
                  + " an account although "
                  + status()
                  + "."
              : did + assetEn() + " although " + status() + ".";
      case CLEARANCE ->
          did
              + assetEn()
              + "; the person is cleared for "
              + (clearance == null ? "no level" : clearance.en())
              + " only.";
      case COMPARTMENT ->
          did
              + assetEn()
              + " without being in its need-to-know scope: "
              + String.join(", ", missingCompartments)
              + ".";
      case DEPARTMENT ->
          did
              + assetEn()
              + ", which is for "
              + String.join(", ", sorted(asset))
              + " only; the person belongs to "
              + (person.department().isEmpty() ? "no department" : person.department())
              + ".";
      case UNKNOWN_PERSON ->
          "Account "
              + account
              + ", for which no person answers,"
              + (denied ? " tried to access " : " accessed ")
              + assetEn()
              + ".";
    };
  }

  /** The same in Chinese. */
  public String reasonZh() {
    String did = whoZh() + (denied ? "尝试访问（被拒绝）" : "访问了");
    return switch (kind) {
      case INACTIVE_PERSON ->
          whoZh()
              + "已"
              + (person.status() == Person.Status.LEFT ? "离职" : "停用")
              + "，仍"
              + (denied ? "尝试" : "")
              + (asset == null ? "使用账号 " + account : "访问" + assetZh())
              + "。";
      case CLEARANCE ->
          did + assetZh() + "；该人员可访问的最高级别为" + (clearance == null ? "无" : clearance.zh()) + "。";
      case COMPARTMENT ->
          did + assetZh() + "，但不在其知悉范围内：" + String.join("、", missingCompartments) + "。";
      case DEPARTMENT ->
          did
              + assetZh()
              + "，该资产仅供"
              + String.join("、", sorted(asset))
              + "使用，该人员所属部门为"
              + (person.department().isEmpty() ? "未登记" : person.department())
              + "。";
      case UNKNOWN_PERSON ->
          "账号 " + account + " 无责任人，" + (denied ? "尝试访问（被拒绝）" : "访问了") + assetZh() + "。";
    };
  }

  /**
   * {@code explanation.label} of the alert: {@code {person, clearance, asset, level,
   * compartments_missing}} and more.
   */
  public Map<String, Object> explanation() {
    Map<String, Object> label = new LinkedHashMap<>();
    label.put("kind", kind.name().toLowerCase(Locale.ROOT));
    label.put("account", account);
    if (person != null) {
      label.put("person", person.id());
      label.put("person_name", person.name());
      label.put("clearance", (long) person.clearance());
      label.put("status", person.status().text());
    }
    if (asset != null) {
      label.put("asset", asset.id());
      label.put("asset_name", asset.name());
      label.put("level", (long) asset.rank());
    }
    label.put("compartments_missing", missingCompartments);
    label.put("outcome", denied ? "failure" : "success");
    return label;
  }

  private String who() {
    return person == null || person.name().equals(account)
        ? account
        : person.name() + " (" + account + ")";
  }

  private String whoZh() {
    return person == null || person.name().equals(account)
        ? account
        : person.name() + "（" + account + "）";
  }

  private String status() {
    return person.status() == Person.Status.LEFT
        ? "the person has left"
        : "the person is suspended";
  }

  private String assetEn() {
    return asset.name() + " (" + level.en() + ")";
  }

  private String assetZh() {
    return "“" + asset.name() + "”（" + level.zh() + "）";
  }

  private static List<String> sorted(Asset asset) {
    return asset.departments().stream().sorted().toList();
  }
}
