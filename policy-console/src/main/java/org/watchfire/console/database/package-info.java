/**
 * The console's PostgreSQL: one connection pool, the schema, and what it means when it is away.
 *
 * <p>Everything enters through {@link org.watchfire.console.database.Database}: work inside one
 * transaction in, a result or {@link org.watchfire.console.database.DatabaseAway} out. PostgreSQL
 * may be away at the start and at any later time; the process stays and recovers by itself.
 *
 * <p>Never here: tables' meaning. The SQL of a table lives with the domain that owns it.
 */
package org.watchfire.console.database;
