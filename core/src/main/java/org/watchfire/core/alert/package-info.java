/** Alerts that parts of the system make about the system itself. */
package org.watchfire.core.alert;
