/**
 * The driver over io_uring, and the kernels in C: the Java side of the native library that native/
 * is the source of.
 *
 * <p>A turn of {@link galgo.io.uring.UringDriver} is one call into C, which translates the records
 * written since the last turn into submission queue entries, enters the kernel at most once, and
 * writes completions as records. {@code Native} lists all doors between Java and C, {@link
 * galgo.io.uring.NativeLibrary} opens them or says why not.
 */
@NullMarked
package galgo.io.uring;

import org.jspecify.annotations.NullMarked;
