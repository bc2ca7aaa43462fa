/**
 * The agents as a fleet: what each last said of itself, what it lacks, and which need a hand first.
 * From the heartbeats on record, the certificates, and the alerts about gaps. Never here: enrolment
 * (see {@code enrol}) or telling agents what to do.
 */
package org.watchfire.console.fleet;
