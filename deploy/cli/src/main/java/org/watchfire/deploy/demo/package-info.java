/**
 * The demonstration "Friday-night export" (周五夜间的导出): a working day of benign log lines, seven
 * attack steps among them, two benign look-alikes and one duplicate storm. Everything here is
 * simulated and says so; it enters as log lines that the agent tails, never behind the agent.
 */
package org.watchfire.deploy.demo;
