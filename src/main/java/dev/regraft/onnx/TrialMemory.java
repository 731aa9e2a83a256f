package dev.regraft.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * A bound on the memory of the sessions that are opened as {@link SessionKind#TRIAL} while it is open: their weights, and what they
 * compute. A tensor that does not fit makes the run fail before a byte of it is written. There is one at a time; others wait.
 *
 * <p>The runtime can do this, its Java library cannot: the functions are called by their places in the runtime's table, which is only ever
 * added to ({@code OrtApi} in onnxruntime_c_api.h).
 */
final class TrialMemory implements AutoCloseable {

    /** Said by the runtime of a tensor that does not fit, or whose size no number can hold. */
    static final Pattern REFUSAL = Pattern.compile("Available memory of \\d+ is smaller than requested bytes of \\d+|Integer overflow");

    private static final ReentrantLock TURN = new ReentrantLock();

    private static final int GET_ERROR_MESSAGE = 2;
    private static final int CREATE_CPU_MEMORY_INFO = 69;
    private static final int RELEASE_STATUS = 93;
    private static final int RELEASE_MEMORY_INFO = 94;
    private static final int CREATE_AND_REGISTER_ALLOCATOR = 144;
    private static final int RELEASE_ARENA_CFG = 157;
    private static final int CREATE_ARENA_CFG_V2 = 164;
    private static final int UNREGISTER_ALLOCATOR = 177;
    private static final int TABLE_LENGTH = 178;

    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;
    /** Grow by what is asked for, not by powers of two. */
    private static final long SAME_AS_REQUESTED = 1;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private final long api = handle("ai.onnxruntime.OnnxRuntime", "ortApiHandle", null);
    private final MemorySegment environment = MemorySegment.ofAddress(
            handle(OrtEnvironment.class.getName(), "nativeHandle", OnnxRuntime.environment()));
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memoryInfo;

    private TrialMemory(long mostBytes) {
        this.memoryInfo = made(CREATE_CPU_MEMORY_INFO, ARENA_ALLOCATOR, DEFAULT_MEMORY);
        MemorySegment names = arena.allocate(POINTER, 2);
        names.setAtIndex(POINTER, 0, arena.allocateFrom("max_mem"));
        names.setAtIndex(POINTER, 1, arena.allocateFrom("arena_extend_strategy"));
        MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, mostBytes, SAME_AS_REQUESTED);
        MemorySegment settings = made(CREATE_ARENA_CFG_V2, names, values, 2L);
        try {
            call(CREATE_AND_REGISTER_ALLOCATOR, environment, memoryInfo, settings);
        } finally {
            release(RELEASE_ARENA_CFG, settings);
        }
    }

    /**
     * Waits for its turn, and bounds the memory.
     *
     * @param mostBytes of all sessions together
     */
    static TrialMemory of(long mostBytes) {
        TURN.lock();
        try {
            return new TrialMemory(mostBytes);
        } catch (RuntimeException e) {
            TURN.unlock();
            throw e;
        }
    }

    /** The sessions must be closed by now. */
    @Override
    public void close() {
        try {
            call(UNREGISTER_ALLOCATOR, environment, memoryInfo);
        } finally {
            release(RELEASE_MEMORY_INFO, memoryInfo);
            arena.close();
            TURN.unlock();
        }
    }

    private static long handle(String type, String field, Object of) {
        try {
            Field handle = Class.forName(type).getDeclaredField(field);
            handle.setAccessible(true);
            return handle.getLong(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ONNX Runtime keeps its handles in another way", e);
        }
    }

    /** What a function makes that has a place to put it as its last argument. */
    private MemorySegment made(int function, Object... arguments) {
        MemorySegment place = arena.allocate(POINTER);
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = place;
        call(function, all);
        return place.get(POINTER, 0);
    }

    /** Calls a function that returns what went wrong, or null. */
    private void call(int function, Object... arguments) {
        MemorySegment status = (MemorySegment) invoke(function, POINTER, arguments);
        if (status.address() != 0) {
            MemorySegment message = (MemorySegment) invoke(GET_ERROR_MESSAGE, POINTER, status);
            String said = message.reinterpret(Long.MAX_VALUE).getString(0);
            release(RELEASE_STATUS, status);
            throw new IllegalStateException("memory of a trial cannot be bounded: " + said);
        }
    }

    private void release(int function, MemorySegment what) {
        invoke(function, null, what);
    }

    private Object invoke(int function, MemoryLayout result, Object... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < layouts.length; i++) {
            layouts[i] = switch (arguments[i]) {
                case Integer _ -> ValueLayout.JAVA_INT;
                case Long _ -> ValueLayout.JAVA_LONG;
                default -> POINTER;
            };
        }
        MemorySegment table = MemorySegment.ofAddress(api).reinterpret(TABLE_LENGTH * POINTER.byteSize());
        MethodHandle handle = Linker.nativeLinker().downcallHandle(table.getAtIndex(POINTER, function),
                result == null ? FunctionDescriptor.ofVoid(layouts) : FunctionDescriptor.of(result, layouts));
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("the runtime's function " + function + " cannot be called", e);
        }
    }
}
