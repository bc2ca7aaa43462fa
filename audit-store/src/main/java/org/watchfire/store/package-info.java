/**
 * The store process: starts the lanes and the index followers, says how they are, and stops them in
 * order.
 */
package org.watchfire.store;
