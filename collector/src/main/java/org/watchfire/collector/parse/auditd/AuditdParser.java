package org.watchfire.collector.parse.auditd;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.LineParser;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.line.LineIntake;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.DecodedText;

/**
 * Puts records of one audit event together. Events interleave in the log; one is complete with its
 * {@code PROCTITLE} (the kernel's last) or {@code EOE}, when a record comes whose time is two
 * seconds later (auparse's end-of-event time-out), or at {@link #flush}. Records of user space
 * stand alone.
 *
 * <p>An {@code EOE} record carries nothing and gives no event of its own.
 */
public final class AuditdParser implements LineParser {
  /** Dataset of all audit events. */
  public static final String DATASET = "auditd.log";

  private static final Logger LOG = LoggerFactory.getLogger(AuditdParser.class);
  private static final double HOLD_SECONDS = 2.0;
  private static final int MOST_OPEN = 128;
  private static final int MOST_RECORDS = 2048;

  private final LineIntake intake;
  private final AuditEvents events;
  private final LinkedHashMap<String, Group> open = new LinkedHashMap<>();

  public AuditdParser(ParseContext context) {
    this.intake = new LineIntake(context, DATASET);
    this.events = new AuditEvents(context);
  }

  /** Records of one event so far. */
  private static final class Group {
    final long offset;
    final double seconds;
    final String charset;
    final List<AuditRecord> records = new ArrayList<>();
    int size;

    Group(long offset, double seconds, String charset) {
      this.offset = offset;
      this.seconds = seconds;
      this.charset = charset;
    }
  }

  @Override
  public void accept(Line line, Consumer<Parsed> out) {
    DecodedText decoded = intake.text(line, false, out);
    if (decoded == null) {
      return;
    }
    AuditRecord record = parse(decoded.text(), line.offset());
    if (record == null) {
      out.accept(intake.unread(line.offset(), Problems.FORMAT, decoded));
      return;
    }
    double seconds = seconds(record.seconds());
    closeOlder(seconds, out);
    String key = record.node() + ":" + record.seconds() + ":" + record.serial();
    Group group = open.get(key);
    if (record.type().equals("EOE")) {
      close(key, group, out);
      return;
    }
    if (group == null) {
      group = new Group(line.offset(), seconds, decoded.charset());
      if (!standsAlone(record.type())) {
        open.put(key, group);
      }
    }
    group.records.add(record);
    group.size += record.text().length();
    boolean full = group.records.size() >= MOST_RECORDS || group.size >= 1 << 20;
    if (standsAlone(record.type()) && !open.containsKey(key)) {
      out.accept(event(group));
    } else if (record.type().equals("PROCTITLE") || full) {
      close(key, group, out);
    } else if (open.size() > MOST_OPEN) {
      Map.Entry<String, Group> oldest = open.entrySet().iterator().next();
      close(oldest.getKey(), oldest.getValue(), out);
    }
  }

  private AuditRecord parse(String text, long offset) {
    try {
      return AuditRecord.parse(text);
    } catch (RuntimeException defect) {
      // One line that meets a defect must not stop the input; its text stays out of our own log.
      LOG.error("audit record at offset {} not readable", offset, defect);
      return null;
    }
  }

  @Override
  public void flush(Consumer<Parsed> out) {
    for (Group group : open.values()) {
      out.accept(event(group));
    }
    open.clear();
  }

  @Override
  public OptionalLong heldFrom() {
    // Opened in the order of their first lines, so the first one is the earliest.
    return open.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(open.values().iterator().next().offset);
  }

  private void closeOlder(double now, Consumer<Parsed> out) {
    Iterator<Group> groups = open.values().iterator();
    while (groups.hasNext()) {
      Group group = groups.next();
      if (now - group.seconds <= HOLD_SECONDS) {
        break;
      }
      groups.remove();
      out.accept(event(group));
    }
  }

  private void close(String key, Group group, Consumer<Parsed> out) {
    if (group != null) {
      open.remove(key);
      out.accept(event(group));
    }
  }

  private Parsed event(Group group) {
    try {
      return events.of(group.records, group.offset, group.charset);
    } catch (RuntimeException defect) {
      LOG.error("audit event at offset {} not readable", group.offset, defect);
      StringBuilder text = new StringBuilder();
      for (AuditRecord record : group.records) {
        text.append(record.text()).append('\n');
      }
      return intake.unread(
          group.offset,
          Problems.PARSER_FAILURE,
          new DecodedText(text.toString(), group.charset, false));
    }
  }

  private static double seconds(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Whether records of this type are events by themselves: those that user space sends (1100 to
   * 1299 and from 2000 on in audit-records.h), which the kernel gives a serial of their own.
   */
  private static boolean standsAlone(String type) {
    return type.startsWith("USER_")
        || type.startsWith("CRED_")
        || type.startsWith("ADD_")
        || type.startsWith("DEL_")
        || type.startsWith("SERVICE_")
        || type.startsWith("SYSTEM_")
        || type.startsWith("DAEMON_")
        || type.startsWith("CRYPTO_")
        || type.startsWith("GRP_")
        || type.startsWith("ACCT_")
        || type.startsWith("VIRT_")
        || type.startsWith("RESP_")
        || type.equals("CHUSER_ID")
        || type.equals("CHGRP_ID")
        || type.equals("ROLE_ASSIGN")
        || type.equals("ROLE_REMOVE");
  }
}
