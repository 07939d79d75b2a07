package galgo.simulator.workload;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A deliberate break of the server: some methods of one class do something else. Made on the
 * compiled class, so that nothing of it is in the server's own code.
 */
record Mutation(String className, Set<String> methods, CodeTransform change) {

  byte[] apply(byte[] original) {
    ClassFile file = ClassFile.of();
    int[] changed = {0};
    byte[] mutant =
        file.transformClass(
            file.parse(original),
            ClassTransform.transformingMethodBodies(method -> isMeant(method, changed), change));
    if (changed[0] == 0) {
      throw new IllegalStateException(className + " has none of the methods " + methods);
    }
    return mutant;
  }

  private boolean isMeant(MethodModel method, int[] changed) {
    boolean meant = methods.contains(method.methodName().stringValue());
    changed[0] += meant ? 1 : 0;
    return meant;
  }

  /** The methods return the value, and nothing else. */
  static Mutation returns(String className, String method, boolean value) {
    return instead(
        className, method, code -> code.loadConstant(value ? 1 : 0).return_(TypeKind.INT));
  }

  /** The methods return nothing, and do nothing. */
  static Mutation doesNothing(String className, String method) {
    return instead(className, method, CodeBuilder::return_);
  }

  static Mutation instead(String className, String method, Consumer<CodeBuilder> body) {
    // Everything of the original is dropped but what comes at the end.
    CodeTransform change =
        new CodeTransform() {
          @Override
          public void accept(CodeBuilder builder, java.lang.classfile.CodeElement element) {}

          @Override
          public void atEnd(CodeBuilder builder) {
            body.accept(builder);
          }
        };
    return new Mutation(className, Set.of(method), change);
  }

  /** The methods do this first. */
  static Mutation first(String className, String method, Consumer<CodeBuilder> what) {
    CodeTransform change =
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            what.accept(builder);
          }

          @Override
          public void accept(CodeBuilder builder, java.lang.classfile.CodeElement element) {
            builder.with(element);
          }
        };
    return new Mutation(className, Set.of(method), change);
  }

  /** A boolean parameter or variable in the slot counts as false. */
  static Mutation slotIsFalse(String className, Set<String> methods, int slot) {
    return new Mutation(
        className,
        methods,
        (builder, element) -> {
          if (element instanceof LoadInstruction load
              && load.typeKind() == TypeKind.INT
              && load.slot() == slot) {
            builder.iconst_0();
          } else {
            builder.with(element);
          }
        });
  }

  /** A boolean field of any object counts as true where it is read. */
  static Mutation fieldIsTrue(String className, String method, String field) {
    return new Mutation(
        className,
        Set.of(method),
        (builder, element) -> {
          if (element instanceof FieldInstruction read
              && read.opcode() == java.lang.classfile.Opcode.GETFIELD
              && read.name().equalsString(field)) {
            builder.pop().iconst_1();
          } else {
            builder.with(element);
          }
        });
  }

  /** Answers who waits for a stored offset before anything is written. */
  static Consumer<CodeBuilder> completesTicket(int slot) {
    ClassDesc ticket = ClassDesc.of("galgo.log.Ticket");
    return code -> {
      var end = code.newLabel();
      code.aload(slot)
          .ifnull(end)
          .aload(slot)
          .aconst_null()
          .invokevirtual(
              ticket,
              "completed",
              MethodTypeDesc.of(java.lang.constant.ConstantDescs.CD_void, CD_String))
          .aconst_null()
          .astore(slot)
          .labelBinding(end);
    };
  }

  /** Calls another method of the same object, without parameters. */
  static Consumer<CodeBuilder> callsInstead(String className, String method) {
    return code -> code.aload(0).invokevirtual(ClassDesc.of(className), method, MTD_void).return_();
  }
}
