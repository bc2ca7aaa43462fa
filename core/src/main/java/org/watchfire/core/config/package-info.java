/**
 * Configuration: one YAML file per process mapped onto records, strictly. Nothing here reads the
 * environment.
 */
package org.watchfire.core.config;
