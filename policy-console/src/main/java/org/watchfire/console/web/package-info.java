/**
 * The HTTP border: the table of routes, the gate every request passes, problem answers, strict JSON
 * and the user interface's files.
 *
 * <p>Enters: HTTP requests. Leaves: JSON, {@code application/problem+json} (RFC 9457) or a file. A
 * route says which permission it needs; one that does not say so stops the start. The order at the
 * gate: rate of the address, origin, session, CSRF token, permission, then the handler.
 *
 * <p>Never here: SQL, and what an alert, an account or a person is; each domain brings its own
 * routes.
 */
package org.watchfire.console.web;
