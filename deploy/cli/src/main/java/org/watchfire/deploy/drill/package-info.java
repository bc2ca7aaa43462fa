/**
 * The fault drill: events flow while processes are killed with SIGKILL, then ledger, index and
 * alerts are counted against what was written. It uses the shipped command and configuration only.
 */
package org.watchfire.deploy.drill;
