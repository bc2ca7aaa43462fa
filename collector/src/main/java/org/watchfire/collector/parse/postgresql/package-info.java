/**
 * PostgreSQL's csvlog and jsonlog, and pgaudit's records within them. Sources: PostgreSQL's
 * documentation, "Error Reporting and Logging" (columns by version), and pgaudit's README.
 */
package org.watchfire.collector.parse.postgresql;
