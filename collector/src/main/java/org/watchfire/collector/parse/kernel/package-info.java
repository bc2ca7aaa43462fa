/** Lines of the Linux kernel that matter for security: USB devices and packet filter logs. */
package org.watchfire.collector.parse.kernel;
