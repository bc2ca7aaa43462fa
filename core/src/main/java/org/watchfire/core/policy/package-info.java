/**
 * Signed policy objects: what the console publishes and everyone else obeys. Here: the object, its
 * canonical signed form, verification, and the rule that a version never goes back. What a body
 * means is the business of whoever enforces it.
 */
package org.watchfire.core.policy;
