package org.watchfire.collector.parse;

import java.util.List;

/** One or two lines of each format, as the ground from which properties and fuzzing start. */
final class SampleLines {
  static final List<String> ALL =
      List.of(
          "Mar 14 08:30:01 gate01 sshd[811]: Failed password for invalid user a from 198.51.100.7"
              + " port 4022 ssh2",
          "Mar 14 08:30:01 gate01 sshd[811]: pam_unix(sshd:auth): authentication failure; logname="
              + " uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.7  user=root",
          "Mar 14 08:30:01 h sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql"
              + " -pX db",
          "Mar 14 08:30:01 h useradd[12]: new user: name=bob, UID=1005, GID=1005, home=/home/bob,"
              + " shell=/bin/bash",
          "Mar 14 08:30:01 h kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.9 DST=10.0.0.2"
              + " LEN=40 PROTO=TCP SPT=4 DPT=3389",
          "<165>1 2026-03-14T22:14:15.003Z h app 99 ID47 [a@1 b=\"c\\\"d\"] text",
          "198.51.100.4 - li.na [14/Mar/2026:10:20:30 +0800] \"GET /a?id=1&token=x HTTP/1.1\" 200"
              + " 512 \"-\" \"Mozilla/5.0\"",
          "oa.example:443 198.51.100.4 - - [14/Mar/2026:10:20:30 +0800] \"GET http://u:p@h:8/x"
              + " HTTP/1.1\" 200 5 \"-\" \"curl\"",
          "[Sat Mar 14 10:20:30.902022 2026] [core:error] [pid 1:tid 2] [client 10.0.0.1:5]"
              + " AH00128: File does not exist: /x, referer: y",
          "type=SYSCALL msg=audit(1773451830.123:7): arch=c000003e syscall=59 success=yes exit=0"
              + " a0=1 ppid=1 pid=2 auid=0 uid=0 comm=\"x\" exe=\"/x\" key=(null)",
          "type=EXECVE msg=audit(1773451830.123:7): argc=2 a0=\"mysql\" a1=2D7058",
          "type=PATH msg=audit(1773451830.123:7): item=0 name=2F612062 nametype=NORMAL",
          "type=SOCKADDR msg=audit(1773451830.123:7): saddr=0200115CCB0071090000000000000000",
          "type=PROCTITLE msg=audit(1773451830.123:7): proctitle=6D7973716C002D70",
          "type=USER_LOGIN msg=audit(1773451830.123:8): pid=3 uid=0 auid=4294967295 msg='op=login"
              + " acct=\"root\" addr=10.0.0.1 res=failed'",
          "{\"_path\":\"conn\",\"ts\":1773451830.25,\"uid\":\"C\",\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":1,\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":2,\"duration\":1.5,\"conn_state\":\"SF\"}",
          "{\"ts\":\"2026-03-14T01:30:30Z\",\"query\":\"a.example\",\"qtype_name\":\"A\",\"trans_id\":9,\"answers\":[\"10.0.0.1\"]}",
          "Mar 14 10:20:30 fs1 smbd_audit[77]: li.na|10.2.0.8|pc|archive|renameat|ok|a|b",
          "2026-03-14 10:20:30.123 CST,\"a\",\"b\",1,\"10.0.0.1:5\",s,1,\"SELECT\",2026-03-14"
              + " 10:00:00 CST,2/0,0,LOG,00000,\"AUDIT:"
              + " SESSION,1,1,READ,SELECT,TABLE,public.t,\"\"select"
              + " 1\"\",<none>\",,,,,,,,,\"psql\"",
          "{\"timestamp\":\"2026-03-14 10:20:30.123"
              + " UTC\",\"error_severity\":\"LOG\",\"message\":\"statement: select 1\",\"pid\":1}",
          "{\"@timestamp\":\"2026-03-14T01:02:03Z\",\"message\":\"m\",\"source\":{\"ip\":\"10.0.0.1\",\"port\":1},\"user\":{\"id\":1}}",
          "{\"time\":1773451830,\"level\":\"info\",\"msg\":\"password=x\"}");

  private SampleLines() {}
}
