/**
 * The headers of syslog messages: RFC 5424, RFC 3164 as it is found in practice (RFC 3164 §4 itself
 * only describes observed use), and rsyslog's file format. A header comes out as a record; what the
 * message behind it means is the parsers' business, how messages are framed on a wire the inputs'.
 */
package org.watchfire.collector.syslog;
