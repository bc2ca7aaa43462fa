/**
 * Zeek's logs in JSON (LogAscii::use_json and the json-streaming-logs package). Zeek's own fields
 * stay beside ECS as {@code zeek.<log>.*}. Source: the Zeek documentation's log reference.
 */
package org.watchfire.collector.parse.zeek;
