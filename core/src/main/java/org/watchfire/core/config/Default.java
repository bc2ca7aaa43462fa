package org.watchfire.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a configuration key that the file leaves out, as it would be written in YAML. {@code
 * "null"} makes the key optional with no value; {@code "[]"} and {@code "{}"} are the empty
 * collections, and {@code "{}"} on a nested record takes all of its defaults.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
