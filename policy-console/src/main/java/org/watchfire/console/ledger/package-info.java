/**
 * What the console says about the ledgers themselves: their logs and checkpoints, who has signed
 * and cosigned them, how the store sees its own work, and reading a whole ledger anew. Never here:
 * writing a ledger or signing anything.
 */
package org.watchfire.console.ledger;
