/** What every part of Watchfire shares. Depends on nothing of ours. */
package org.watchfire.core;
