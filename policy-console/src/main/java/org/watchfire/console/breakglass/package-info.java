/**
 * Break-glass: for at most an hour a person may look at assets that he names, up to one level above
 * his clearance. He gives reason, case and a code of his second factor; everybody who must know is
 * told at once; afterwards it is reviewed, and until then he gets no other.
 *
 * <p>What a grant allows is decided by {@code org.watchfire.rules.access}; here it is only asked
 * for, ended and reviewed. Never here: rights to audit records or keys.
 */
package org.watchfire.console.breakglass;
