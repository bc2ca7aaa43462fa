/**
 * What travels between operators and what lies in checkpoints, each with a versioned byte form of
 * its own: no generic serialisation anywhere, so that state survives a new version of the program.
 */
package org.watchfire.engine.state;
