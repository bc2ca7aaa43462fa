/** Accesses to files on Samba shares, as the VFS module full_audit writes them to syslog. */
package org.watchfire.collector.parse.samba;
