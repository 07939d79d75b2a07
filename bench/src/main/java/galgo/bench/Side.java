package galgo.bench;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the sessions of one side in one worker share.
 *
 * @param producing sessions of the whole run that may still send; 0 tells a consumer that what is
 *     not there will not come
 */
record Side(Budget budget, Tally tally, Clock clock, AtomicInteger producing) {}
