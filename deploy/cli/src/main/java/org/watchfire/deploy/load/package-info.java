/**
 * The measuring room of the console: made-up people, assets, policies and alerts, and users at work
 * among them. What is measured is a real console with real servers.
 */
package org.watchfire.deploy.load;
