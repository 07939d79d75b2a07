/**
 * The load generator: produces to and consumes from any server of the classic Iggy 0.8 wire and
 * measures what it answers.
 *
 * <p>A {@link galgo.bench.Plan} says what to do, a {@link galgo.bench.Run} does it: a few {@link
 * galgo.bench.Worker} threads, each with one selector over its {@link galgo.bench.Session}s, one
 * request in flight a session. Nothing is allocated per request. Latency is measured from the
 * moment a request was <em>meant</em> to start, so that a stalled server cannot hide its stall by
 * delaying the requests behind it (coordinated omission).
 */
@NullMarked
package galgo.bench;

import org.jspecify.annotations.NullMarked;
