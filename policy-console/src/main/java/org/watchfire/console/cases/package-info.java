/**
 * Cases (案件): alerts that turn out to matter become a case, which ends in findings on persons.
 *
 * <p>Enters: alerts of the queue, notes and tasks of those who work on it, records of the ledger as
 * evidence, findings. Leaves: a report to print, an evidence bundle kept by its digest, and the way
 * from the conclusion by two people over the responsible body to its decision.
 *
 * <p>What is found about a person is read by who works on the case and by auditors, and by nobody
 * else; whom it is about never works on it. Rows are sealed, entries are only added.
 *
 * <p>Never here: deciding about alerts, and judging people: that is the body's.
 */
package org.watchfire.console.cases;
