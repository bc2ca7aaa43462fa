/**
 * The event: one compact ECS JSON document per fact. Bytes enter and leave here; nobody else writes
 * or reads event JSON. No I/O and no knowledge of who sends the bytes.
 */
package org.watchfire.core.event;
