/**
 * What an operator may set: the keys, their syntaxes, and the layers they come from (defaults, TOML
 * file, environment, command line).
 *
 * <p>Read once at the start, before any shard exists; the result is immutable.
 */
@NullMarked
package galgo.server.config;

import org.jspecify.annotations.NullMarked;
