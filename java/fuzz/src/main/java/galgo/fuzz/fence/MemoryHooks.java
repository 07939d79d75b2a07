package galgo.fuzz.fence;

import com.code_intelligence.jazzer.api.HookType;
import com.code_intelligence.jazzer.api.MethodHook;
import java.lang.invoke.MethodHandle;

/** Has each access by {@code galgo.io.Memory} looked at before it is made, while fuzzing. */
public final class MemoryHooks {
  private static final String MEMORY = "galgo.io.Memory";

  private MemoryHooks() {}

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getByte")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getUnsignedByte")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "putByte")
  public static void one(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], Byte.BYTES);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getShort")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "putShort")
  public static void two(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], Short.BYTES);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getInt")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getUnsignedInt")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "putInt")
  public static void four(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], Integer.BYTES);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "getLong")
  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "putLong")
  public static void eight(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], Long.BYTES);
  }

  @MethodHook(
      type = HookType.BEFORE,
      targetClassName = MEMORY,
      targetMethod = "copy",
      targetMethodDescriptor = "(JJJ)V")
  public static void copy(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], (long) arguments[2]);
    Fence.check((long) arguments[1], (long) arguments[2]);
  }

  @MethodHook(
      type = HookType.BEFORE,
      targetClassName = MEMORY,
      targetMethod = "copy",
      targetMethodDescriptor = "(J[BII)V")
  public static void copyToHeap(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], (int) arguments[3]);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "bytes")
  public static void bytes(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], (int) arguments[1]);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "zero")
  public static void zero(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], (long) arguments[1]);
  }

  @MethodHook(type = HookType.BEFORE, targetClassName = MEMORY, targetMethod = "equal")
  public static void equal(MethodHandle method, Object self, Object[] arguments, int hook) {
    Fence.check((long) arguments[0], (long) arguments[2]);
    Fence.check((long) arguments[1], (long) arguments[2]);
  }
}
