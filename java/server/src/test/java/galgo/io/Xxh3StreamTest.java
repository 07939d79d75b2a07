package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Xxh3StreamTest {
  @Property
  void bytesInPiecesHashLikeBytesInOne(@ForAll("pieces") List<Integer> pieces) {
    long length = pieces.stream().mapToLong(Integer::intValue).sum();
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(length + 1).address();
      for (int i = 0; i < length; i++) {
        Memory.putByte(memory + i, i * 31 >> 3);
      }
      Xxh3Stream stream = new Xxh3Stream(arena.allocate(Xxh3Stream.MEMORY, 8).address());
      long hashes = arena.allocate(32, 8).address();
      for (int round = 0; round < 4; round++) {
        stream.reset();
        long at = memory;
        for (int piece : pieces) {
          if (piece == 4) {
            stream.addInt(Memory.getInt(at));
          } else if (piece == 8) {
            stream.addLong(Memory.getLong(at));
          } else {
            stream.add(at, piece);
          }
          at += piece;
        }
        if (round % 2 == 0) {
          assertThat(stream.hash()).isEqualTo(Xxh3.hash(memory, length));
        } else {
          stream.hashWide(hashes);
          Xxh3Wide.hash(memory, length, hashes + 16);
          assertThat(Memory.bytes(hashes, 16)).isEqualTo(Memory.bytes(hashes + 16, 16));
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> pieces() {
    return Arbitraries.oneOf(
            Arbitraries.of(4, 8),
            Arbitraries.integers().between(0, 70),
            Arbitraries.of(960, 1023, 1024, 1025, 2048),
            Arbitraries.integers().between(0, 5000))
        .list()
        .ofMaxSize(300);
  }
}
