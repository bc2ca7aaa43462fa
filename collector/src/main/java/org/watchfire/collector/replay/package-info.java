/**
 * A file or standard input sent once through the agent's true path, under an identity of its own.
 * The library behind {@code watchfire replay}.
 *
 * <p>The same content of the same source gives the same event ids, wherever the file lies and
 * however often it is sent.
 */
package org.watchfire.collector.replay;
