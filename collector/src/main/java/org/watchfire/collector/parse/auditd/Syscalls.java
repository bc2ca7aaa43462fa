package org.watchfire.collector.parse.auditd;

import java.util.HashMap;
import java.util.Map;

/**
 * System call names by number, as the kernel's tables have them: all of x86_64, and of aarch64
 * those that audit rules watch. Numbers from 424 on are the same on both.
 */
final class Syscalls {
  private static final String X86_64 =
      "read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction"
          + " rt_sigprocmask rt_sigreturn ioctl pread64 pwrite64 readv writev access pipe select"
          + " sched_yield mremap msync mincore madvise shmget shmat shmctl dup dup2 pause nanosleep"
          + " getitimer alarm setitimer getpid sendfile socket connect accept sendto recvfrom"
          + " sendmsg recvmsg shutdown bind listen getsockname getpeername socketpair setsockopt"
          + " getsockopt clone fork vfork execve exit wait4 kill uname semget semop semctl shmdt"
          + " msgget msgsnd msgrcv msgctl fcntl flock fsync fdatasync truncate ftruncate getdents"
          + " getcwd chdir fchdir rename mkdir rmdir creat link unlink symlink readlink chmod"
          + " fchmod chown fchown lchown umask gettimeofday getrlimit getrusage sysinfo times"
          + " ptrace getuid syslog getgid setuid setgid geteuid getegid setpgid getppid getpgrp"
          + " setsid setreuid setregid getgroups setgroups setresuid getresuid setresgid getresgid"
          + " getpgid setfsuid setfsgid getsid capget capset rt_sigpending rt_sigtimedwait"
          + " rt_sigqueueinfo rt_sigsuspend sigaltstack utime mknod uselib personality ustat statfs"
          + " fstatfs sysfs getpriority setpriority sched_setparam sched_getparam"
          + " sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min"
          + " sched_rr_get_interval mlock munlock mlockall munlockall vhangup modify_ldt pivot_root"
          + " _sysctl prctl arch_prctl adjtimex setrlimit chroot sync acct settimeofday mount"
          + " umount2 swapon swapoff reboot sethostname setdomainname iopl ioperm create_module"
          + " init_module delete_module get_kernel_syms query_module quotactl nfsservctl getpmsg"
          + " putpmsg afs_syscall tuxcall security gettid readahead setxattr lsetxattr fsetxattr"
          + " getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr"
          + " fremovexattr tkill time futex sched_setaffinity sched_getaffinity set_thread_area"
          + " io_setup io_destroy io_getevents io_submit io_cancel get_thread_area lookup_dcookie"
          + " epoll_create epoll_ctl_old epoll_wait_old remap_file_pages getdents64 set_tid_address"
          + " restart_syscall semtimedop fadvise64 timer_create timer_settime timer_gettime"
          + " timer_getoverrun timer_delete clock_settime clock_gettime clock_getres"
          + " clock_nanosleep exit_group epoll_wait epoll_ctl tgkill utimes vserver mbind"
          + " set_mempolicy get_mempolicy mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify"
          + " mq_getsetattr kexec_load waitid add_key request_key keyctl ioprio_set ioprio_get"
          + " inotify_init inotify_add_watch inotify_rm_watch migrate_pages openat mkdirat mknodat"
          + " fchownat futimesat newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat"
          + " faccessat pselect6 ppoll unshare set_robust_list get_robust_list splice tee"
          + " sync_file_range vmsplice move_pages utimensat epoll_pwait signalfd timerfd_create"
          + " eventfd fallocate timerfd_settime timerfd_gettime accept4 signalfd4 eventfd2"
          + " epoll_create1 dup3 pipe2 inotify_init1 preadv pwritev rt_tgsigqueueinfo"
          + " perf_event_open recvmmsg fanotify_init fanotify_mark prlimit64 name_to_handle_at"
          + " open_by_handle_at clock_adjtime syncfs sendmmsg setns getcpu process_vm_readv"
          + " process_vm_writev kcmp finit_module sched_setattr sched_getattr renameat2 seccomp"
          + " getrandom memfd_create kexec_file_load bpf execveat userfaultfd membarrier mlock2"
          + " copy_file_range preadv2 pwritev2 pkey_mprotect pkey_alloc pkey_free statx"
          + " io_pgetevents rseq";

  private static final String FROM_424 =
      "pidfd_send_signal io_uring_setup io_uring_enter io_uring_register open_tree move_mount "
          + "fsopen fsconfig fsmount fspick pidfd_open clone3 close_range openat2 pidfd_getfd "
          + "faccessat2 process_madvise epoll_pwait2 mount_setattr";

  private static final String AARCH64 =
      "5 setxattr 6 lsetxattr 7 fsetxattr 14 removexattr 15 lremovexattr 16 fremovexattr "
          + "33 mknodat 34 mkdirat 35 unlinkat 36 symlinkat 37 linkat 38 renameat 39 umount2 "
          + "40 mount 41 pivot_root 45 truncate 46 ftruncate 47 fallocate 48 faccessat 49 chdir "
          + "50 fchdir 51 chroot 52 fchmod 53 fchmodat 54 fchownat 55 fchown 56 openat 57 close "
          + "61 getdents64 62 lseek 63 read 64 write 71 sendfile 76 splice 78 readlinkat "
          + "79 newfstatat 80 fstat 88 utimensat 89 acct 90 capget 91 capset 92 personality "
          + "93 exit 94 exit_group 97 unshare 104 kexec_load 105 init_module 106 delete_module "
          + "112 clock_settime 116 syslog 117 ptrace 129 kill 130 tkill 131 tgkill 142 reboot "
          + "143 setregid 144 setgid 145 setreuid 146 setuid 147 setresuid 149 setresgid "
          + "151 setfsuid 152 setfsgid 154 setpgid 157 setsid 159 setgroups 161 sethostname "
          + "162 setdomainname 164 setrlimit 166 umask 167 prctl 170 settimeofday 171 adjtimex "
          + "172 getpid 198 socket 199 socketpair 200 bind 201 listen 202 accept 203 connect "
          + "204 getsockname 205 getpeername 206 sendto 207 recvfrom 208 setsockopt "
          + "209 getsockopt 210 shutdown 211 sendmsg 212 recvmsg 217 add_key 218 request_key "
          + "219 keyctl 220 clone 221 execve 222 mmap 224 swapon 225 swapoff 226 mprotect "
          + "241 perf_event_open 242 accept4 243 recvmmsg 260 wait4 261 prlimit64 "
          + "262 fanotify_init 263 fanotify_mark 265 open_by_handle_at 266 clock_adjtime "
          + "268 setns 269 sendmmsg 270 process_vm_readv 271 process_vm_writev "
          + "273 finit_module 276 renameat2 277 seccomp 279 memfd_create 280 bpf 281 execveat "
          + "282 userfaultfd 285 copy_file_range 294 kexec_file_load";

  private static final Map<String, String> X86_64_NAMES = new HashMap<>();
  private static final Map<String, String> AARCH64_NAMES = new HashMap<>();

  static {
    int number = 0;
    for (String name : X86_64.split(" ")) {
      X86_64_NAMES.put(String.valueOf(number++), name);
    }
    String[] pairs = AARCH64.split(" ");
    for (int i = 0; i < pairs.length; i += 2) {
      AARCH64_NAMES.put(pairs[i], pairs[i + 1]);
    }
    number = 424;
    for (String name : FROM_424.split(" ")) {
      X86_64_NAMES.put(String.valueOf(number), name);
      AARCH64_NAMES.put(String.valueOf(number++), name);
    }
  }

  private Syscalls() {}

  /**
   * The call's name; the number itself when the table has none.
   *
   * @param arch the record's {@code arch} (AUDIT_ARCH_*, hexadecimal)
   */
  static String name(String arch, String number) {
    if (number == null) {
      return null;
    }
    Map<String, String> names =
        switch (arch == null ? "" : arch) {
          case "c000003e" -> X86_64_NAMES;
          case "c00000b7" -> AARCH64_NAMES;
          default -> Map.of();
        };
    return names.getOrDefault(number, number);
  }

  /** The architecture's name; the code itself when it is none of the two. */
  static String architecture(String arch) {
    if (arch == null) {
      return null;
    }
    return switch (arch) {
      case "c000003e" -> "x86_64";
      case "c00000b7" -> "aarch64";
      case "40000003" -> "i386";
      default -> arch;
    };
  }
}
