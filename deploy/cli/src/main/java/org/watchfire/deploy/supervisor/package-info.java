/**
 * A standalone installation: one data directory, its secrets and configuration files, and the
 * supervisor that starts the processes, restarts one that dies, and stops them in order.
 */
package org.watchfire.deploy.supervisor;
