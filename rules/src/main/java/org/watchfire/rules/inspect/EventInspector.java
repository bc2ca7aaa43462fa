package org.watchfire.rules.inspect;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.label.Marking;

/**
 * Inspects every text of an event on the server where it arose, before anything is written or sent:
 * sensitive values are masked in place, and {@code gov.data.findings} and {@code gov.data.marking}
 * say what was there. Thread-safe.
 *
 * <p>A finding is {@code {detector, confidence: LOW|MEDIUM|HIGH, count, unique, zone, masked}}; its
 * zone is the field. What a field repeats of other fields ({@code event.original}, {@code message})
 * is masked there too but counted once.
 */
public final class EventInspector {
  /** Most findings of one event that are kept; a field has at most one for each detector. */
  private static final int MOST_FINDINGS = 32;

  /** Numbers below have too few digits for an id or a card. */
  private static final long SHORTEST_NUMBER = 1_000_000_000_000_000L;

  private static final int FIELD_NAME_KEYWORD = 25;
  private static final int FIELD_NAME_PHONE = 35;

  /** Set by ourselves or of a closed vocabulary. */
  private static final Set<String> NOT_INSPECTED =
      Set.of(
          EcsFields.TIMESTAMP,
          EcsFields.ECS_VERSION,
          EcsFields.AGENT_ID,
          EcsFields.AGENT_TYPE,
          EcsFields.EVENT_ID,
          EcsFields.EVENT_KIND,
          EcsFields.EVENT_MODULE,
          EcsFields.EVENT_DATASET,
          EcsFields.EVENT_CATEGORY,
          EcsFields.EVENT_TYPE,
          EcsFields.EVENT_ACTION,
          EcsFields.EVENT_OUTCOME,
          EcsFields.EVENT_CREATED,
          EcsFields.LOG_OFFSET,
          EcsFields.GOV_FINDINGS,
          EcsFields.GOV_MARKING);

  private final Inspector inspector;

  public EventInspector(Inspector inspector) {
    this.inspector = requireNonNull(inspector, "inspector");
  }

  /** An inspector on the system's clock. */
  public EventInspector() {
    this(new Inspector());
  }

  /**
   * Masks and marks the event.
   *
   * @return how many findings were added
   */
  public int inspect(Event.Builder event) {
    Findings found = new Findings();
    for (Map.Entry<String, Object> field : event.values().entrySet()) {
      if (!NOT_INSPECTED.contains(field.getKey())) {
        Object before = field.getValue();
        Object after = inspect(field.getKey(), before, found);
        if (after != before) {
          field.setValue(after);
        }
      }
    }
    return found.writeTo(event);
  }

  private Object inspect(String zone, Object value, Findings found) {
    if (value instanceof String text) {
      return inspectText(zone, text, found);
    }
    if (value instanceof Long number) {
      return number < SHORTEST_NUMBER ? number : inspectNumber(zone, number, found);
    }
    if (value instanceof List<?> list) {
      return inspectList(zone, list, found);
    }
    if (value instanceof Map<?, ?> map) {
      return inspectMap(zone, map, found);
    }
    return value;
  }

  private Object inspectNumber(String zone, Long number, Findings found) {
    String text = number.toString();
    String masked = inspectText(zone, text, found);
    return masked.equals(text) ? number : masked;
  }

  private Object inspectList(String zone, List<?> list, Findings found) {
    List<Object> out = null;
    for (int i = 0; i < list.size(); i++) {
      Object before = list.get(i);
      Object after = inspect(zone, before, found);
      if (after != before) {
        out = out == null ? new ArrayList<>(list) : out;
        out.set(i, after);
      }
    }
    return out == null ? list : out;
  }

  private Object inspectMap(String zone, Map<?, ?> map, Findings found) {
    Map<String, Object> out = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      String maskedName = inspectText(zone, name, found);
      Object after = inspect(zone + "." + maskedName, entry.getValue(), found);
      changed |= after != entry.getValue() || !maskedName.equals(name);
      out.put(maskedName, after);
    }
    return changed ? out : map;
  }

  private String inspectText(String zone, String text, Findings found) {
    if (!worthInspecting(text)) {
      return text;
    }
    List<Hit> candidates = inspector.candidates(text, MarkScan.HEADER);
    if (candidates.isEmpty()) {
      return text;
    }
    candidates.replaceAll(hit -> weighedBy(zone, hit));
    for (Hit hit : Inspector.best(candidates)) {
      if (hit.reported()) {
        found.add(zone, hit);
      }
    }
    return Masker.replace(text, Inspector.hidden(candidates)).toString();
  }

  /** The name of a field says as much as a word beside the value. */
  private static Hit weighedBy(String zone, Hit hit) {
    return switch (hit.detector()) {
      case Detectors.RESIDENT_ID -> raised(hit, Keywords.ID, zone, FIELD_NAME_KEYWORD);
      case Detectors.BANK_CARD -> raised(hit, Keywords.CARD, zone, FIELD_NAME_KEYWORD);
      case Detectors.MOBILE_PHONE -> raised(hit, Keywords.PHONE, zone, FIELD_NAME_PHONE);
      default -> hit;
    };
  }

  private static Hit raised(Hit hit, Keywords kind, String zone, int by) {
    if (hit.confidence() >= Band.MEDIUM.floor() + 5 || !kind.in(zone)) {
      return hit;
    }
    return hit.withConfidence(Math.min(100, hit.confidence() + by));
  }

  /**
   * A quick look that spares nearly all texts the full one: too few digits for any value, and no
   * mark.
   */
  private static boolean worthInspecting(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (++digits >= MobilePhone.LENGTH) {
          return true;
        }
      } else if (c == '密' || c == '%' || c == '\\') {
        return true;
      } else if (c > 0x7F && Character.isDigit(c)) {
        digits++;
      } else if (Character.isHighSurrogate(c)) {
        digits++;
      }
    }
    return digits >= MobilePhone.LENGTH;
  }

  /** What was found so far in one event. */
  private static final class Findings {
    private final Map<String, Map<String, Tally>> byDetector = new TreeMap<>();
    private Marking marking;

    void add(String zone, Hit hit) {
      byDetector
          .computeIfAbsent(hit.detector(), d -> new LinkedHashMap<>())
          .computeIfAbsent(zone, z -> new Tally())
          .add(hit);
      if (hit.detector().equals(Detectors.SECRECY_MARK)
          && hit.confidence() >= Band.MEDIUM.floor()) {
        Marking seen = MarkScan.marking(hit.value());
        marking = marking == null || seen.compareTo(marking) < 0 ? seen : marking;
      }
    }

    int writeTo(Event.Builder event) {
      List<Object> list = new ArrayList<>();
      byDetector.forEach(
          (detector, zones) -> {
            dropRepeated(zones, EcsFields.EVENT_ORIGINAL);
            dropRepeated(zones, EcsFields.MESSAGE);
            zones.forEach(
                (zone, tally) -> {
                  if (list.size() < MOST_FINDINGS) {
                    list.add(tally.finding(detector, zone));
                  }
                });
          });
      for (Object finding : list) {
        event.add(EcsFields.GOV_FINDINGS, finding);
      }
      event.put(EcsFields.GOV_MARKING, strictest(event.text(EcsFields.GOV_MARKING)));
      return list.size();
    }

    private static void dropRepeated(Map<String, Tally> zones, String whole) {
      Tally repeated = zones.get(whole);
      if (repeated == null || zones.size() == 1) {
        return;
      }
      Set<String> elsewhere = new HashSet<>();
      zones.forEach(
          (zone, tally) -> {
            if (!zone.equals(whole)) {
              elsewhere.addAll(tally.values);
            }
          });
      if (elsewhere.containsAll(repeated.values)) {
        zones.remove(whole);
      }
    }

    private Marking strictest(String already) {
      for (Marking known : Marking.values()) {
        if (known == marking || known.name().equals(already)) {
          return known;
        }
      }
      return null;
    }
  }

  /** One detector in one field. */
  private static final class Tally {
    private final Set<String> values = new HashSet<>();
    private long count;
    private Hit surest;

    void add(Hit hit) {
      count++;
      values.add(hit.value());
      if (surest == null || hit.confidence() > surest.confidence()) {
        surest = hit;
      }
    }

    Map<String, Object> finding(String detector, String zone) {
      Map<String, Object> finding = new LinkedHashMap<>();
      finding.put("detector", detector);
      finding.put("confidence", Band.of(surest.confidence()).orElseThrow().name());
      finding.put("count", count);
      finding.put("unique", (long) values.size());
      finding.put("zone", zone);
      finding.put("masked", surest.masked());
      return finding;
    }
  }
}
