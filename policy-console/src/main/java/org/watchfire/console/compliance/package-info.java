/**
 * Compliance (合规): which clause of which standard is answered by what, and how this installation
 * stands now.
 *
 * <p>Enters: {@code controls.yaml}, which tests keep in step with the code and the guides; the
 * configuration and the state of this installation. Leaves: a report as JSON, page or PDF.
 *
 * <p>Never here: a check that says it passed what it could not look at.
 */
package org.watchfire.console.compliance;
