/**
 * A secret in shares: any m of n give it back, fewer tell nothing. The splitting itself is Bouncy
 * Castle's; here is the form in which a share is written on paper and typed in again, and the
 * public description by which a share and the secret are recognised without knowing them.
 *
 * <p>Never here: where shares are kept. No share is stored or logged by any part of this system.
 */
package org.watchfire.core.share;
