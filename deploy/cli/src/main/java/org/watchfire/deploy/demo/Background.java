package org.watchfire.deploy.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;

/**
 * A benign working day of a small government network: people at the office portal, ordinary shares,
 * name look-ups, administrators by day, scheduled jobs. Same day and seed, same lines. No rule may
 * fire on any of it.
 */
final class Background {
  private static final List<String> CLERKS =
      List.of(
          "li.na",
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
          "deng.ke");
  private static final List<String> ADMINS = List.of("wang.wei", "zhang.min");
  private static final List<String> PAGES =
      List.of(
          "/oa/todo",
          "/oa/doc/view",
          "/oa/doc/list",
          "/oa/notice",
          "/oa/calendar",
          "/oa/contacts",
          "/oa/static/app.js",
          "/oa/static/app.css",
          "/oa/static/logo.png",
          "/oa/mail/inbox");
  private static final List<String> NAMES =
      List.of(
          "oa.gov.example",
          "mail.gov.example",
          "ntp.gov.example",
          "update.vendor.example",
          "www.gov.example",
          "portal.city.example",
          "time.example",
          "cdn.vendor.example");

  private final LogFormats log;
  private final LocalDate day;
  private final ZoneId zone;
  private final Random random;

  Background(LogFormats log, LocalDate day, ZoneId zone, long seed) {
    this.log = log;
    this.day = day;
    this.zone = zone;
    this.random = new Random(seed);
  }

  void write() {
    portal(9_500);
    shares(4_000);
    names(3_600);
    connections(1_500);
    cron();
    administrators();
    database(600);
  }

  private Instant at(int fromHour, int toHour) {
    int second = fromHour * 3600 + random.nextInt((toHour - fromHour) * 3600);
    return day.atTime(LocalTime.ofSecondOfDay(second))
        .atZone(zone)
        .toInstant()
        .plusMillis(random.nextInt(1000));
  }

  private Instant clock(int hour, int minute, int second) {
    return day.atTime(hour, minute, second).atZone(zone).toInstant();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  static String addressOf(String user) {
    int index = CLERKS.indexOf(user);
    return "10.20.3." + (index < 0 ? 200 + ADMINS.indexOf(user) : 10 + index);
  }

  private void portal(int requests) {
    for (String user : CLERKS) {
      Instant in = clock(8, 30, 0).plusSeconds(random.nextInt(1200));
      log.access(in, addressOf(user), user, "POST", "/oa/login", 302, 0);
    }
    for (int i = 0; i < requests; i++) {
      String user = any(CLERKS);
      int dice = random.nextInt(1000);
      int status = dice < 930 ? 200 : dice < 985 ? 304 : dice < 997 ? 302 : 404;
      String page = status == 404 ? "/oa/favicon.ico" : any(PAGES);
      if (page.equals("/oa/doc/view")) {
        page += "?id=" + (1000 + random.nextInt(4000));
      }
      int bytes = status == 200 ? 400 + random.nextInt(30_000) : 0;
      log.access(at(9, 18), addressOf(user), user, "GET", page, status, bytes);
    }
  }

  private void shares(int accesses) {
    for (int i = 0; i < accesses; i++) {
      String user = any(CLERKS);
      String path =
          "/srv/share/公共/" + (2020 + random.nextInt(7)) + "/通知-" + random.nextInt(900) + ".docx";
      boolean write = random.nextInt(10) == 0;
      log.samba(
          at(9, 18),
          user,
          addressOf(user),
          "public",
          "openat",
          true,
          (write ? "w" : "r") + "|" + path);
    }
  }

  private void names(int queries) {
    for (int i = 0; i < queries; i++) {
      log.dns(
          at(7, 22),
          "10.20.3." + (10 + random.nextInt(15)),
          any(NAMES),
          random.nextInt(4) == 0 ? "AAAA" : "A",
          "10.20.5." + (1 + random.nextInt(40)));
    }
  }

  private void connections(int count) {
    for (int i = 0; i < count; i++) {
      log.conn(
          at(8, 19),
          "10.20.3." + (10 + random.nextInt(15)),
          "10.20.5." + (1 + random.nextInt(40)),
          443,
          600 + random.nextInt(5_000),
          2_000 + random.nextInt(90_000));
    }
  }

  private void cron() {
    for (int minute = 7 * 60; minute < 23 * 60; minute += 10) {
      Instant at = clock(minute / 60, minute % 60, 1);
      int pid = log.nextPid();
      log.syslog(
          at,
          LogFormats.SSHD,
          "oa-web01",
          "CRON",
          pid,
          "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)");
      log.syslog(
          at.plusSeconds(1),
          LogFormats.SSHD,
          "oa-web01",
          "CRON",
          pid,
          "pam_unix(cron:session): session closed for user root");
    }
  }

  private void administrators() {
    for (int i = 0; i < 60; i++) {
      String user = any(ADMINS);
      String host = any(List.of("oa-web01", "fs01", "db01"));
      Instant in = at(9, 17);
      if (random.nextInt(12) == 0) {
        log.sshFailed(in.minusSeconds(6), host, user, addressOf(user));
      }
      log.sshAccepted(in, host, "publickey", user, addressOf(user));
      log.syslog(
          in.plusSeconds(30),
          LogFormats.SSHD,
          host,
          "sudo",
          0,
          user
              + " : TTY=pts/0 ; PWD=/home/"
              + user
              + " ; USER=root ; COMMAND=/usr/bin/systemctl status nginx");
      log.command(
          in.plusSeconds(31),
          host,
          user,
          1001,
          "/usr/bin/systemctl",
          1700,
          "systemctl",
          "status",
          "nginx");
      log.command(in.plusSeconds(60), host, user, 1001, "/usr/bin/df", 1700, "df", "-h");
      log.sshClosed(in.plusSeconds(600), host, user);
    }
  }

  private void database(int queries) {
    for (int i = 0; i < queries; i++) {
      log.query(
          at(9, 18),
          "oa_app",
          "oa",
          "10.20.5.11",
          "SELECT",
          "public.todo",
          "select id, title from todo where owner = $1 limit 50");
    }
  }
}
