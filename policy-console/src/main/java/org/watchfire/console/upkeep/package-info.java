/**
 * What was done to keep the records: how far back they reach, backups, restores tried, what was
 * pruned, held and shredded. All of it from the ledgers. Never here: doing any of it.
 */
package org.watchfire.console.upkeep;
