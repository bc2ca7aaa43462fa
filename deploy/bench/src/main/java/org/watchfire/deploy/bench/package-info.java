/**
 * Measures our matcher beside another engine: the same rules on the same events, in lanes that hold
 * only what both engines can say. In: a seed, or a file of events. Out: JMH's table and a line for
 * each pair of figures. Nothing is measured before both engines found the same in every event.
 *
 * <p>Runs as a process of its own, so that what the product runs with has none of these libraries
 * and JMH's measuring JVM gets exactly this class path.
 */
package org.watchfire.deploy.bench;
