/**
 * What people are told.
 *
 * <p>A {@link org.watchfire.rules.alert.Signal} is one thing that was found; signals of one rule
 * about one entity inside one aligned window of event time make an {@link
 * org.watchfire.rules.alert.Episode}, which gives out {@link org.watchfire.rules.alert.Alert}s:
 * revision 0 at once, later ones with the full count. Ids are computed from rule, entity and window
 * only, so that order, replay and restarts cannot change them. Texts are bilingual; values from
 * logs are made harmless before they enter a text.
 */
package org.watchfire.rules.alert;
