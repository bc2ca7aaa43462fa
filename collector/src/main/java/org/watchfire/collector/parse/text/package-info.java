/**
 * Reading of characters: decoding of raw lines, scanning, unescaping, addresses, and the masking of
 * secrets. Pure functions of their input; nothing here knows a log format or an event.
 */
package org.watchfire.collector.parse.text;
