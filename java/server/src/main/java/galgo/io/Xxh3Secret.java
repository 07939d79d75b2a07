package galgo.io;

/**
 * The default secret of XXH3 (192 bytes, taken as little-endian words), its primes and its
 * finalisers.
 *
 * <p>Source: the xxHash fast digest algorithm, XXH3 as of version 0.8.
 */
final class Xxh3Secret {
  static final int BYTES = 192;

  static final long PRIME32_1 = 0x9E3779B1L;
  static final long PRIME32_2 = 0x85EBCA77L;
  static final long PRIME32_3 = 0xC2B2AE3DL;
  static final long PRIME64_1 = 0x9E3779B185EBCA87L;
  static final long PRIME64_2 = 0xC2B2AE3D27D4EB4FL;
  static final long PRIME64_3 = 0x165667B19E3779F9L;
  static final long PRIME64_4 = 0x85EBCA77C2B2AE63L;
  static final long PRIME64_5 = 0x27D4EB2F165667C5L;
  static final long PRIME_MIX_1 = 0x165667919E3779F9L;
  static final long PRIME_MIX_2 = 0x9FB21C651E98DF25L;

  static final long[] WORDS = {
    0xbe4ba423396cfeb8L, 0x1cad21f72c81017cL, 0xdb979083e96dd4deL,
    0x1f67b3b7a4a44072L, 0x78e5c0cc4ee679cbL, 0x2172ffcc7dd05a82L,
    0x8e2443f7744608b8L, 0x4c263a81e69035e0L, 0xcb00c391bb52283cL,
    0xa32e531b8b65d088L, 0x4ef90da297486471L, 0xd8acdea946ef1938L,
    0x3f349ce33f76faa8L, 0x1d4f0bc7c7bbdcf9L, 0x3159b4cd4be0518aL,
    0x647378d9c97e9fc8L, 0xc3ebd33483acc5eaL, 0xeb6313faffa081c5L,
    0x49daf0b751dd0d17L, 0x9e68d429265516d3L, 0xfca1477d58be162bL,
    0xce31d07ad1b8f88fL, 0x280416958f3acb45L, 0x7e404bbbcafbd7afL,
  };

  private Xxh3Secret() {}

  /** The eight secret bytes at a byte offset, 0..184. */
  static long at(int offset) {
    int word = offset >>> 3;
    int shift = (offset & 7) << 3;
    return shift == 0 ? WORDS[word] : WORDS[word] >>> shift | WORDS[word + 1] << (64 - shift);
  }

  /** The four secret bytes at a byte offset that is a multiple of four, as 0..2³²−1. */
  static long at32(int offset) {
    return WORDS[offset >>> 3] >>> ((offset & 4) << 3) & 0xFFFF_FFFFL;
  }

  /** The 128-bit product's halves, one over the other. */
  static long fold(long left, long right) {
    return left * right ^ Math.unsignedMultiplyHigh(left, right);
  }

  /** Sixteen bytes of input with sixteen of the secret. */
  static long mix16(long address, int secret) {
    return fold(Memory.getLong(address) ^ at(secret), Memory.getLong(address + 8) ^ at(secret + 8));
  }

  static long avalanche(long hash) {
    hash ^= hash >>> 37;
    hash *= PRIME_MIX_1;
    return hash ^ hash >>> 32;
  }

  /** The finaliser of XXH64, used for the shortest inputs. */
  static long avalanche64(long hash) {
    hash ^= hash >>> 33;
    hash *= PRIME64_2;
    hash ^= hash >>> 29;
    hash *= PRIME64_3;
    return hash ^ hash >>> 32;
  }
}
