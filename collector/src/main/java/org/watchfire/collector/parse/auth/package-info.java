/**
 * Messages of the programs that let people in and change accounts: sshd, PAM, sudo, su, login, the
 * shadow tools, systemd-logind, cron. In comes the message behind a syslog header, out come the ECS
 * fields of what happened. Sources: the programs' own format strings (OpenSSH portable, Linux-PAM,
 * sudo, util-linux, shadow, systemd, Vixie cron and cronie).
 */
package org.watchfire.collector.parse.auth;
