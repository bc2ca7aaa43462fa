/**
 * What a Sigma document says, as data.
 *
 * <p>In comes the text of rule files; out go {@link org.watchfire.rules.sigma.DetectionRule}s and
 * {@link org.watchfire.rules.sigma.CorrelationRule}s whose detections are normalised boolean trees
 * with all modifiers already applied, and one {@link org.watchfire.rules.sigma.Rejection} for each
 * document that cannot be taken at its word. A rule is rejected rather than understood differently
 * from what the specification (Sigma 2.1.0) says.
 *
 * <p>Nothing here looks at an event.
 */
package org.watchfire.rules.sigma;
