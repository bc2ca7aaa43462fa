/**
 * The console as people use it: a real browser against one running demo installation, which all
 * classes of this package share. {@link org.watchfire.deploy.browser.EveryPageIT} looks at each
 * page of {@link org.watchfire.deploy.browser.Pages}; the others each walk one journey. A test gets
 * a {@link org.watchfire.deploy.browser.Desk} as parameter and opens screens at it. {@link
 * org.watchfire.deploy.browser.FirstRunIT} has an installation of its own, and {@link
 * org.watchfire.deploy.browser.AtScaleIT} looks at one that somebody names.
 *
 * <p>Without Chromium the tests are skipped by name. {@code -Dbrowser.data=<data directory>} looks
 * at an installation that runs already, gives its accounts the tests' passwords, and leaves it
 * running; {@code -Dbrowser.url=<address>} says that its console is there.
 */
package org.watchfire.deploy.browser;
