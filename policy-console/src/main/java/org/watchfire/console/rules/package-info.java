/** The detection rules as people see them: a list. Never here: evaluating or changing rules. */
package org.watchfire.console.rules;
