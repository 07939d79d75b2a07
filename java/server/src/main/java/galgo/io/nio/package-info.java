/**
 * The driver in pure Java: selectors for sockets, file channels on a few helper threads for files.
 *
 * <p>It is what runs where io_uring is missing or forbidden, and the baseline that native code is
 * measured against. Reading order: {@link galgo.io.nio.NioDriver} (the turn), {@code Sockets} and
 * {@code FileWorkers} (what carries requests out), {@code Requests} (what is in flight), {@code
 * Views} (how addresses become buffers).
 */
@NullMarked
package galgo.io.nio;

import org.jspecify.annotations.NullMarked;
