package org.watchfire.deploy.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Invented starts of processes on Windows, flat, some 350 to 700 bytes of JSON each. Programs,
 * folders and people come from fixed sets, so that values repeat as they do on real machines;
 * arguments are mostly new.
 */
final class ProcessEvents {
  private static final String[] SYLLABLES = {
    "ba", "cor", "del", "fin", "gra", "hu", "jet", "kal", "lo", "mer", "nov", "par", "qui", "ros",
    "sel", "tam", "ul", "ver", "win", "xen", "yor", "zim", "sys", "net"
  };
  private static final List<String> ROOTS =
      List.of(
          "C:\\Windows\\System32\\",
          "C:\\Windows\\SysWOW64\\",
          "C:\\Program Files\\%s\\",
          "C:\\Program Files (x86)\\%s\\bin\\",
          "C:\\ProgramData\\%s\\",
          "C:\\Users\\%s\\AppData\\Local\\Temp\\",
          "C:\\Users\\%s\\Downloads\\");
  private static final List<String> LEVELS = List.of("Low", "Medium", "High", "System");
  private static final List<String> LOGON_TYPES = List.of("interactive", "network", "service");
  private static final List<String> DRIVES = List.of("C:", "D:", "E:", "\\\\files01\\share");
  private static final int PROGRAMS = 400;
  private static final int PEOPLE = 24;
  private static final int HOSTS = 20;

  private final Random random;
  private final List<String> images = new ArrayList<>();
  private final List<String> people = new ArrayList<>();
  private final List<String> hosts = new ArrayList<>();
  private long second = 1_700_000_000L;

  ProcessEvents(Random random) {
    this.random = random;
    for (int i = 0; i < PROGRAMS; i++) {
      images.add(pick(ROOTS).formatted(word(2)) + word(2 + random.nextInt(2)) + ".exe");
    }
    for (int i = 0; i < PEOPLE; i++) {
      people.add("CORP\\" + word(2) + "." + word(3));
    }
    for (int i = 0; i < HOSTS; i++) {
      hosts.add("WS-" + word(2).toUpperCase(Locale.ROOT) + "-" + (100 + i));
    }
  }

  /** The next event; times grow. */
  ObjectNode next() {
    String image = pick(images);
    String parent = pick(images);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    second += random.nextInt(5);
    event.put("@timestamp", Instant.ofEpochSecond(second).toString());
    event.put("Channel", "Microsoft-Windows-Sysmon/Operational");
    event.put("EventID", 1);
    event.put("Computer", pick(hosts));
    event.put("User", pick(people));
    event.put("LogonType", pick(LOGON_TYPES));
    event.put("IntegrityLevel", pick(LEVELS));
    event.put("ProcessId", 400 + random.nextInt(60_000));
    event.put("Image", image);
    event.put("CommandLine", commandLine(image, 1 + random.nextInt(5)));
    event.put("ParentProcessId", 400 + random.nextInt(60_000));
    event.put("ParentImage", parent);
    if (random.nextInt(4) > 0) {
      event.put("ParentCommandLine", commandLine(parent, random.nextInt(3)));
    }
    if (random.nextInt(3) > 0) {
      event.put("CurrentDirectory", pick(DRIVES) + "\\" + word(3) + "\\" + word(2) + "\\");
    }
    return event;
  }

  private String commandLine(String image, int arguments) {
    StringBuilder line = new StringBuilder("\"").append(image).append('"');
    for (int i = 0; i < arguments; i++) {
      line.append(' ').append(argument());
    }
    return line.toString();
  }

  private String argument() {
    return switch (random.nextInt(5)) {
      case 0 -> "-" + word(2);
      case 1 -> "/" + word(1) + ":" + word(2);
      case 2 -> "--" + word(2) + "=" + word(2) + random.nextInt(1000);
      case 3 -> pick(DRIVES) + "\\" + word(2) + "\\" + word(3) + ".dat";
      default -> "http://" + word(3) + ".example/" + word(2) + "?id=" + random.nextInt(100_000);
    };
  }

  private String word(int syllables) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return word.toString();
  }

  private String pick(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
