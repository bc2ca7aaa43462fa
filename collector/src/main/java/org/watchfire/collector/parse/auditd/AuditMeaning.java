package org.watchfire.collector.parse.auditd;

import java.util.HashMap;
import java.util.Map;
import org.watchfire.collector.parse.line.Draft;

/** What record types and system calls mean in ECS terms. */
record AuditMeaning(String action, String category, String... types) {
  private static final Map<String, AuditMeaning> RECORDS = new HashMap<>();
  private static final Map<String, AuditMeaning> CALLS = new HashMap<>();

  static {
    records("user_login", "authentication", "start", "USER_LOGIN");
    records("user_authentication", "authentication", "info", "USER_AUTH", "USER_ACCT", "USER_ERR");
    records("user_session_started", "session", "start", "USER_START");
    records("user_session_ended", "session", "end", "USER_END", "USER_LOGOUT");
    records("login_id_set", "session", "start", "LOGIN");
    records("credentials_acquired", "authentication", "info", "CRED_ACQ", "CRED_REFR");
    records("credentials_released", "authentication", "info", "CRED_DISP");
    records("sudo_command", "process", "start", "USER_CMD");
    records("terminal_input", "process", "info", "TTY", "USER_TTY");
    records("service_started", "process", "start", "SERVICE_START", "DAEMON_START");
    records("service_stopped", "process", "end", "SERVICE_STOP", "DAEMON_END", "DAEMON_ABORT");
    records("audit_config_changed", "configuration", "change", "CONFIG_CHANGE", "DAEMON_CONFIG");
    records("system_boot", "host", "start", "SYSTEM_BOOT");
    records("system_shutdown", "host", "end", "SYSTEM_SHUTDOWN");
    records("runlevel_changed", "host", "change", "SYSTEM_RUNLEVEL");
    records("mac_denied", "process", "denied", "AVC", "USER_AVC", "APPARMOR_DENIED");
    records("seccomp_violation", "process", "info", "SECCOMP");
    records("abnormal_end", "process", "end", "ANOM_ABEND");
    records("promiscuous_mode", "network", "info", "ANOM_PROMISCUOUS");
    records(
        "login_anomaly",
        "authentication",
        "info",
        "ANOM_LOGIN_FAILURES",
        "ANOM_LOGIN_TIME",
        "ANOM_LOGIN_SESSIONS",
        "ANOM_LOGIN_LOCATION");
    records("netfilter_config_changed", "configuration", "change", "NETFILTER_CFG");
    records("crypto_session", "network", "info", "CRYPTO_SESSION", "CRYPTO_KEY_USER");
    RECORDS.put("USER_CHAUTHTOK", iam("password_changed", "user", "change"));
    RECORDS.put("ADD_USER", iam("user_added", "user", "creation"));
    RECORDS.put("DEL_USER", iam("user_deleted", "user", "deletion"));
    RECORDS.put("ADD_GROUP", iam("group_added", "group", "creation"));
    RECORDS.put("DEL_GROUP", iam("group_deleted", "group", "deletion"));
    RECORDS.put("USER_MGMT", iam("user_changed", "user", "change"));
    RECORDS.put("GRP_MGMT", iam("group_changed", "group", "change"));
    RECORDS.put("ACCT_LOCK", iam("account_locked", "user", "change"));
    RECORDS.put("ACCT_UNLOCK", iam("account_unlocked", "user", "change"));
    RECORDS.put("GRP_CHAUTHTOK", iam("group_password_changed", "group", "change"));
    RECORDS.put("ROLE_ASSIGN", iam("role_assigned", "user", "change"));
    RECORDS.put("ROLE_REMOVE", iam("role_removed", "user", "change"));

    calls("process_started", "process", "start", "execve execveat");
    calls("file-open", "file", "access", "open openat openat2 open_by_handle_at");
    calls("file-write", "file", "creation", "creat mknod mknodat");
    calls("file-write", "file", "change", "write pwrite64 fallocate copy_file_range");
    calls("file-truncate", "file", "change", "truncate ftruncate");
    calls("file-read", "file", "access", "read pread64 readlink readlinkat sendfile");
    calls("file-delete", "file", "deletion", "unlink unlinkat rmdir");
    calls("file-rename", "file", "change", "rename renameat renameat2");
    calls("file-link", "file", "creation", "link linkat symlink symlinkat");
    calls("directory-create", "file", "creation", "mkdir mkdirat");
    calls("directory-list", "file", "access", "getdents getdents64");
    calls("file-permission-change", "file", "change", "chmod fchmod fchmodat fchmodat2");
    calls("file-owner-change", "file", "change", "chown fchown lchown fchownat");
    calls(
        "file-attribute-change",
        "file",
        "change",
        "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr utime utimes "
            + "utimensat futimesat");
    calls(
        "file-metadata-read",
        "file",
        "access",
        "stat lstat fstat newfstatat statx access faccessat faccessat2");
    calls("network_connect", "network", "connection", "connect");
    calls("network_bind", "network", "info", "bind");
    calls("network_listen", "network", "info", "listen");
    calls("network_accept", "network", "connection", "accept accept4");
    calls("network_send", "network", "info", "sendto sendmsg sendmmsg");
    calls("socket_opened", "network", "info", "socket");
    calls("kernel_module_loaded", "driver", "start", "init_module finit_module");
    calls("kernel_module_unloaded", "driver", "end", "delete_module");
    calls("kernel_replaced", "host", "change", "kexec_load kexec_file_load");
    calls("bpf_used", "driver", "info", "bpf");
    calls(
        "process_traced",
        "process",
        "access",
        "ptrace process_vm_readv process_vm_writev pidfd_getfd");
    calls("signal_sent", "process", "info", "kill tkill tgkill pidfd_send_signal");
    calls("mounted", "host", "change", "mount move_mount fsmount");
    calls("unmounted", "host", "change", "umount2");
    calls("time_changed", "host", "change", "adjtimex settimeofday clock_settime clock_adjtime");
    calls("hostname_changed", "configuration", "change", "sethostname setdomainname");
    calls(
        "identity_changed",
        "process",
        "change",
        "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset");
    calls("namespace_changed", "process", "change", "unshare setns pivot_root chroot");
    calls("memory_file_created", "process", "info", "memfd_create");
    calls("process_started", "process", "start", "clone clone3 fork vfork");
    calls("process_ended", "process", "end", "exit exit_group");
    calls("system_reboot", "host", "change", "reboot");
  }

  private static AuditMeaning iam(String action, String... types) {
    return new AuditMeaning(action, "iam", types);
  }

  private static void records(String action, String category, String type, String... names) {
    for (String name : names) {
      RECORDS.put(name, new AuditMeaning(action, category, type));
    }
  }

  private static void calls(String action, String category, String type, String names) {
    for (String name : names.split(" ")) {
      CALLS.put(name, new AuditMeaning(action, category, type));
    }
  }

  /** Null when the type has no meaning of its own. */
  static AuditMeaning ofRecord(String type) {
    return RECORDS.get(type);
  }

  /** Null for calls that say nothing more than their name. */
  static AuditMeaning ofCall(String name) {
    return CALLS.get(name);
  }

  void putInto(Draft draft) {
    draft.category(category).type(types).action(action);
  }
}
