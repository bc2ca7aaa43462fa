/**
 * The life of a key as NIST SP 800-57 part 1 rev. 5, section 7, has it: its states, what a key may
 * be used for in each, and the ways between them. Pure: no clock, no database, no key material.
 */
package org.watchfire.console.keys.lifecycle;
