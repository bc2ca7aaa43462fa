/**
 * The detection rules as people see them: a list, and trying others on the recorded events. Never
 * here: changing the rules in force.
 */
package org.watchfire.console.rules;
