/**
 * Reading of the time stamps that log formats carry, including those without a year or a zone. Out
 * comes an instant or the reason why there is none; what an event makes of it is decided elsewhere.
 */
package org.watchfire.collector.parse.time;
