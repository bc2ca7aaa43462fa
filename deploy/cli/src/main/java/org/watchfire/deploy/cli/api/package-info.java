/**
 * Calls to the console's API from the command line: where it is, with which token, and what an
 * answer or a refusal means for the exit code.
 *
 * <p>Never here: what the calls are about; the commands know that. A token is never printed.
 */
package org.watchfire.deploy.cli.api;
