/* The doors: one function for each native method of galgo.io.uring.Native. */
#include "kernels.h"
#include "ring.h"
#include "system.h"

#include <errno.h>
#include <jni.h>
#include <limits.h>
#include <stdlib.h>

#define METHOD(type, name) JNIEXPORT type JNICALL Java_galgo_io_uring_Native_##name

static const struct kernels *kernels;

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)vm;
    (void)reserved;
    kernels = kernels_best();
    return JNI_VERSION_1_8;
}

static void *pointer(jlong address)
{
    return (void *)(uintptr_t)address;
}

static struct ring *ring_of(jlong address)
{
    return pointer(address);
}

/* A path of Java, which ends it by a NUL. */
struct path {
    char text[PATH_MAX];
};

static int get_path(JNIEnv *env, jbyteArray bytes, struct path *path)
{
    jsize length = (*env)->GetArrayLength(env, bytes);
    if (length > PATH_MAX) {
        return -ENAMETOOLONG;
    }
    (*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)path->text);
    return 0;
}

/* --- ring --- */

METHOD(jint, probe)(JNIEnv *env, jclass class)
{
    (void)env;
    (void)class;
    return ring_probe();
}

METHOD(jlong, create)(JNIEnv *env, jclass class, jint submissions, jint completions, jint options)
{
    (void)env;
    (void)class;
    struct ring *ring = NULL;
    int result = ring_create(&ring, (unsigned)submissions, (unsigned)completions, (unsigned)options);
    return result < 0 ? result : (jlong)(uintptr_t)ring;
}

METHOD(jint, features)(JNIEnv *env, jclass class, jlong ring)
{
    (void)env;
    (void)class;
    return ring_features(ring_of(ring));
}

METHOD(jlong, clock)(JNIEnv *env, jclass class, jlong ring)
{
    (void)env;
    (void)class;
    return (jlong)(uintptr_t)ring_of(ring)->clock;
}

METHOD(jint, turn)(JNIEnv *env, jclass class, jlong ring, jlong requests, jint count, jlong completions, jint capacity,
                   jlong wait)
{
    (void)env;
    (void)class;
    return ring_turn(ring_of(ring), pointer(requests), (unsigned)count, pointer(completions), (unsigned)capacity, wait);
}

METHOD(void, wake)(JNIEnv *env, jclass class, jlong ring)
{
    (void)env;
    (void)class;
    ring_wake(ring_of(ring));
}

METHOD(jint, destroy)(JNIEnv *env, jclass class, jlong ring)
{
    (void)env;
    (void)class;
    return ring_destroy(ring_of(ring));
}

METHOD(jlong, provideBuffers)(JNIEnv *env, jclass class, jlong ring, jint size, jint count)
{
    (void)env;
    (void)class;
    return buffers_provide(ring_of(ring), (uint32_t)size, (uint32_t)count);
}

/* --- sockets --- */

METHOD(jint, listen)(JNIEnv *env, jclass class, jlong ring, jlong address, jboolean shared, jint backlog)
{
    (void)env;
    (void)class;
    return socket_listen(ring_of(ring), pointer(address), shared, backlog);
}

METHOD(jint, localAddress)(JNIEnv *env, jclass class, jlong ring, jint handle, jlong address)
{
    (void)env;
    (void)class;
    return socket_local(ring_of(ring), handle, pointer(address));
}

METHOD(jint, peerAddress)(JNIEnv *env, jclass class, jlong ring, jint handle, jlong address)
{
    (void)env;
    (void)class;
    return socket_peer(ring_of(ring), handle, pointer(address));
}

METHOD(jint, noDelay)(JNIEnv *env, jclass class, jlong ring, jint handle, jboolean on)
{
    (void)env;
    (void)class;
    return socket_no_delay(ring_of(ring), handle, on);
}

METHOD(jint, limitUnsent)(JNIEnv *env, jclass class, jlong ring, jint handle, jint bytes)
{
    (void)env;
    (void)class;
    return socket_limit_unsent(ring_of(ring), handle, bytes);
}

METHOD(jint, release)(JNIEnv *env, jclass class, jlong ring, jint handle)
{
    (void)env;
    (void)class;
    return handle_release(ring_of(ring), handle);
}

METHOD(jint, adopt)(JNIEnv *env, jclass class, jlong ring, jint token)
{
    (void)env;
    (void)class;
    return handle_add(ring_of(ring), token, CONNECTION);
}

/* --- files --- */

METHOD(jint, open)(JNIEnv *env, jclass class, jlong ring, jbyteArray path, jint flags)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    int fd = result < 0 ? result : file_open(copy.text, flags);
    return fd < 0 ? fd : handle_add(ring_of(ring), fd, REGULAR);
}

METHOD(jint, close)(JNIEnv *env, jclass class, jlong ring, jint handle)
{
    (void)env;
    (void)class;
    return handle_close_file(ring_of(ring), handle);
}

METHOD(jboolean, isFile)(JNIEnv *env, jclass class, jlong ring, jint handle)
{
    (void)env;
    (void)class;
    return handle_get(ring_of(ring), handle, REGULAR) != NULL;
}

METHOD(jlong, size)(JNIEnv *env, jclass class, jint handle)
{
    (void)env;
    (void)class;
    return file_size(handle);
}

METHOD(jint, truncate)(JNIEnv *env, jclass class, jint handle, jlong size)
{
    (void)env;
    (void)class;
    return file_truncate(handle, size);
}

METHOD(jint, read)(JNIEnv *env, jclass class, jint handle, jlong address, jint length, jlong offset)
{
    (void)env;
    (void)class;
    return file_read(handle, pointer(address), length, offset);
}

METHOD(jint, write)(JNIEnv *env, jclass class, jint handle, jlong address, jint length, jlong offset)
{
    (void)env;
    (void)class;
    return file_write(handle, pointer(address), length, offset);
}

METHOD(jint, sync)(JNIEnv *env, jclass class, jint handle)
{
    (void)env;
    (void)class;
    return file_sync(handle);
}

METHOD(jint, allocate)(JNIEnv *env, jclass class, jint handle, jlong offset, jlong length)
{
    (void)env;
    (void)class;
    return file_allocate(handle, offset, length);
}

METHOD(jboolean, exists)(JNIEnv *env, jclass class, jbyteArray path)
{
    (void)class;
    struct path copy;
    return get_path(env, path, &copy) == 0 && file_exists(copy.text);
}

METHOD(jint, makeDirectory)(JNIEnv *env, jclass class, jbyteArray path)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    return result < 0 ? result : file_make_directory(copy.text);
}

METHOD(jint, rename)(JNIEnv *env, jclass class, jbyteArray from, jbyteArray to)
{
    (void)class;
    struct path old;
    struct path fresh;
    int result = get_path(env, from, &old);
    if (result == 0) {
        result = get_path(env, to, &fresh);
    }
    return result < 0 ? result : file_rename(old.text, fresh.text);
}

METHOD(jint, delete)(JNIEnv *env, jclass class, jbyteArray path)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    return result < 0 ? result : file_delete(copy.text);
}

METHOD(jint, syncDirectory)(JNIEnv *env, jclass class, jbyteArray path)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    return result < 0 ? result : file_sync_directory(copy.text);
}

METHOD(jint, lock)(JNIEnv *env, jclass class, jbyteArray path)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    return result < 0 ? result : file_lock(copy.text);
}

METHOD(void, unlock)(JNIEnv *env, jclass class, jint lock)
{
    (void)env;
    (void)class;
    file_unlock(lock);
}

METHOD(jlong, space)(JNIEnv *env, jclass class, jbyteArray path, jboolean total)
{
    (void)class;
    struct path copy;
    int result = get_path(env, path, &copy);
    return result < 0 ? result : file_space(copy.text, total);
}

/* The names, each ended by a NUL, go to names[0]. Returns their bytes or an error. */
METHOD(jlong, names)(JNIEnv *env, jclass class, jbyteArray path, jobjectArray names)
{
    (void)class;
    struct path copy;
    char *text = NULL;
    int result = get_path(env, path, &copy);
    int64_t bytes = result < 0 ? result : file_names(copy.text, &text);
    if (bytes < 0) {
        return bytes;
    }
    if (bytes > INT_MAX) {
        bytes = -EFBIG;
    } else {
        jbyteArray array = (*env)->NewByteArray(env, (jsize)bytes);
        if (array != NULL) {
            (*env)->SetByteArrayRegion(env, array, 0, (jsize)bytes, (const jbyte *)text);
            (*env)->SetObjectArrayElement(env, names, 0, array);
        }
    }
    free(text);
    return bytes;
}

/* --- memory --- */

METHOD(jlong, map)(JNIEnv *env, jclass class, jlong bytes)
{
    (void)env;
    (void)class;
    return (jlong)(uintptr_t)memory_map((size_t)bytes);
}

METHOD(void, unmap)(JNIEnv *env, jclass class, jlong address, jlong bytes)
{
    (void)env;
    (void)class;
    memory_unmap(pointer(address), (size_t)bytes);
}

METHOD(jint, random)(JNIEnv *env, jclass class, jlong target, jint bytes)
{
    (void)env;
    (void)class;
    return random_fill(pointer(target), (size_t)bytes);
}

METHOD(jint, pin)(JNIEnv *env, jclass class, jint cpu)
{
    (void)env;
    (void)class;
    return thread_pin(cpu);
}

/* --- kernels --- */

METHOD(jstring, vectors)(JNIEnv *env, jclass class)
{
    (void)class;
    return (*env)->NewStringUTF(env, kernels->name);
}

METHOD(jlong, xxh3)(JNIEnv *env, jclass class, jlong address, jlong length)
{
    (void)env;
    (void)class;
    return (jlong)kernels->xxh3(pointer(address), (size_t)length);
}

METHOD(void, xxh3Wide)(JNIEnv *env, jclass class, jlong address, jlong length, jlong target)
{
    (void)env;
    (void)class;
    kernels->xxh3_wide(pointer(address), (size_t)length, pointer(target));
}

METHOD(jlong, stampClassic)(JNIEnv *env, jclass class, jlong messages, jlong length, jlong base_offset, jlong timestamp,
                            jlong seed_high, jlong seed_low)
{
    (void)class;
    const struct stamp stamp = {(uint64_t)base_offset, (uint64_t)timestamp, (uint64_t)seed_high, (uint64_t)seed_low};
    uint64_t latest = 0;
    if (!kernels->stamp_classic(pointer(messages), (size_t)length, &stamp, &latest)) {
        jclass exception = (*env)->FindClass(env, "java/lang/IllegalArgumentException");
        if (exception != NULL) {
            (*env)->ThrowNew(env, exception, "a message ends past its batch");
        }
    }
    return (jlong)latest;
}

METHOD(jint, verifyRecord)(JNIEnv *env, jclass class, jlong record, jlong length)
{
    (void)env;
    (void)class;
    return kernels->verify_record(pointer(record), (size_t)length);
}

METHOD(jlong, sealRecord)(JNIEnv *env, jclass class, jlong record, jlong length)
{
    (void)env;
    (void)class;
    return (jlong)kernels->seal_record(pointer(record), (size_t)length);
}

METHOD(void, copyCold)(JNIEnv *env, jclass class, jlong source, jlong target, jlong length)
{
    (void)env;
    (void)class;
    kernels->copy_cold(pointer(source), pointer(target), (size_t)length);
}
