package org.watchfire.collector.parse.kernel;

import java.util.Locale;
import org.watchfire.collector.parse.auth.MessageReader;
import org.watchfire.collector.parse.line.Draft;

/**
 * Reads kernel messages: usbcore and usb-storage, SCSI disks, and what netfilter's LOG target
 * writes (iptables, nftables, UFW, firewalld), whatever prefix the rule gave it.
 */
public final class KernelMessages implements MessageReader {
  @Override
  public boolean read(String program, String message, Draft draft) {
    String text = withoutUptime(message);
    if (text.contains("IN=") && text.contains("OUT=") && text.contains("SRC=")) {
      return packet(text, draft);
    }
    if (text.startsWith("usb ")) {
      return usb(text, draft);
    }
    if (text.startsWith("usb-storage ") && text.endsWith("USB Mass Storage device detected")) {
      device(draft, "usb_storage_attached", "start");
      draft.put("usb.port", word(text, "usb-storage ").replaceFirst(":.*", ""));
      return true;
    }
    if (text.startsWith("sd ") && text.endsWith("Attached SCSI removable disk")) {
      device(draft, "removable_disk_attached", "start");
      int open = text.indexOf('[');
      int close = text.indexOf(']', Math.max(open, 0));
      if (open >= 0 && close > open) {
        draft.put("device.id", text.substring(open + 1, close));
      }
      return true;
    }
    return false;
  }

  /** Takes "[12345.678901] " off. */
  private static String withoutUptime(String message) {
    String text = message.strip();
    if (text.startsWith("[")) {
      int close = text.indexOf("] ");
      if (close > 0) {
        String inside = text.substring(1, close).strip();
        boolean uptime = !inside.isEmpty();
        for (int i = 0; i < inside.length(); i++) {
          uptime &= Character.isDigit(inside.charAt(i)) || inside.charAt(i) == '.';
        }
        if (uptime) {
          return text.substring(close + 2).strip();
        }
      }
    }
    return text;
  }

  private static boolean usb(String text, Draft draft) {
    int colon = text.indexOf(": ");
    if (colon < 5) {
      return false;
    }
    String port = text.substring(4, colon);
    String what = text.substring(colon + 2);
    if (what.startsWith("New USB device found")) {
      device(draft, "usb_device_connected", "start");
      String vendor = hex(what, "idVendor=");
      String product = hex(what, "idProduct=");
      draft.put("usb.vendor_id", vendor);
      draft.put("usb.product_id", product);
      draft.put("device.id", vendor == null || product == null ? null : vendor + ":" + product);
    } else if (what.startsWith("Product: ")) {
      device(draft, "usb_device_described", "info");
      draft.put("device.model.name", what.substring("Product: ".length()).strip());
    } else if (what.startsWith("Manufacturer: ")) {
      device(draft, "usb_device_described", "info");
      draft.put("device.manufacturer", what.substring("Manufacturer: ".length()).strip());
    } else if (what.startsWith("SerialNumber: ")) {
      device(draft, "usb_device_described", "info");
      draft.put("device.serial_number", what.substring("SerialNumber: ".length()).strip());
    } else if (what.startsWith("USB disconnect")) {
      device(draft, "usb_device_disconnected", "end");
    } else {
      return false;
    }
    draft.put("usb.port", port);
    return true;
  }

  private static void device(Draft draft, String action, String type) {
    draft.category("host").type(type.equals("info") ? "info" : type).action(action);
  }

  private static boolean packet(String text, Draft draft) {
    int in = text.indexOf("IN=");
    String prefix = text.substring(0, in).strip();
    String upper = prefix.toUpperCase(Locale.ROOT);
    String verdict = "logged";
    if (upper.contains("BLOCK")
        || upper.contains("DROP")
        || upper.contains("DENY")
        || upper.contains("REJECT")) {
      verdict = "blocked";
    } else if (upper.contains("ALLOW") || upper.contains("ACCEPT")) {
      verdict = "allowed";
    }
    draft.category("network").action("packet_" + verdict);
    switch (verdict) {
      case "blocked" -> draft.type("connection", "denied").outcome(false);
      case "allowed" -> draft.type("connection", "allowed").outcome(true);
      default -> draft.type("connection", "info");
    }
    draft.put("iptables.prefix", prefix);
    // An ICMP error quotes the packet it is about in brackets: those pairs are not this packet's.
    int quoted = text.indexOf(" [SRC=");
    String fields = quoted < 0 ? text.substring(in) : text.substring(in, quoted);
    for (String pair : fields.split(" ")) {
      int sign = pair.indexOf('=');
      String value = sign < 0 ? "" : pair.substring(sign + 1);
      switch (sign < 0 ? "" : pair.substring(0, sign)) {
        case "IN" -> draft.put("observer.ingress.interface.name", value);
        case "OUT" -> draft.put("observer.egress.interface.name", value);
        case "SRC" -> draft.endpoint("source", value);
        case "DST" -> draft.endpoint("destination", value);
        case "SPT" -> draft.port("source.port", value);
        case "DPT" -> draft.port("destination.port", value);
        case "PROTO" -> draft.put("network.transport", value.toLowerCase(Locale.ROOT));
        case "LEN" -> {
          if (draft.event().get("network.bytes") == null) {
            draft.number("network.bytes", value);
          }
        }
        case "MAC" -> draft.put("iptables.mac", value);
        default -> {}
      }
    }
    return true;
  }

  private static String hex(String text, String mark) {
    int start = text.indexOf(mark);
    if (start < 0) {
      return null;
    }
    start += mark.length();
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
      end++;
    }
    return text.substring(start, end);
  }

  private static String word(String text, String after) {
    String rest = text.substring(after.length());
    int space = rest.indexOf(' ');
    return space < 0 ? rest : rest.substring(0, space);
  }
}
