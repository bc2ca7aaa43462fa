/**
 * Labels and levels. A {@link org.watchfire.core.label.Label} grades data and clears persons; a
 * {@link org.watchfire.core.label.Marking} is a state secret's mark found in content. The two are
 * never compared: this product does not protect state secrets, it reports their marks.
 */
package org.watchfire.core.label;
