/**
 * Brings a data directory of Apache Iggy 0.8 over. Reads the one, writes Galgo's through {@code
 * log} and {@code metadata}, without a server.
 */
@NullMarked
package galgo.importer;

import org.jspecify.annotations.NullMarked;
