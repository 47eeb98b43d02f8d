/* Counts what a process does to its database: flushes, bytes it appends to the log
   (`…-wal`), and transactions, of which SQLite begins each with a shared lock on one of the
   read marks in `…-shm`. Loaded with LD_PRELOAD before the C library; the counters are the
   file named by COUNT_FILE, three 64-bit numbers. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct counters {
    uint64_t flushes;
    uint64_t log_bytes;
    uint64_t transactions;
};

/* Where SQLite's locks on read marks begin and end in the file of shared memory. */
#define FIRST_READ_MARK 123
#define AFTER_READ_MARKS 128
#define FILES_MOST 4096

static struct counters nowhere;
static struct counters *counters = &nowhere;
/* 0: not known yet, 1: a log, 2: something else. */
static char kinds[FILES_MOST];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("COUNT_FILE");
    int file = path ? open(path, O_RDWR) : -1;
    if (file < 0) return;
    void *mapped = mmap(0, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) counters = mapped;
    close(file);
}

static void add(uint64_t *counter, uint64_t count) {
    __atomic_fetch_add(counter, count, __ATOMIC_RELAXED);
}

static int is_log(int file) {
    if (file < 0 || file >= FILES_MOST) return 0;
    if (!kinds[file]) {
        char link[32] = "/proc/self/fd/", path[4096], digits[12];
        int count = 0, left = file;
        do digits[count++] = (char)('0' + left % 10); while (left /= 10);
        size_t length = strlen(link);
        while (count) link[length++] = digits[--count];
        link[length] = 0;
        ssize_t size = readlink(link, path, sizeof path);
        kinds[file] = size > 4 && memcmp(path + size - 4, "-wal", 4) == 0 ? 1 : 2;
    }
    return kinds[file] == 1;
}

static ssize_t written(int file, ssize_t count) {
    if (count > 0 && is_log(file)) add(&counters->log_bytes, (uint64_t)count);
    return count;
}

ssize_t write(int file, const void *bytes, size_t count) {
    return written(file, REAL(write)(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return written(file, REAL(pwrite)(file, bytes, count, at));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return written(file, REAL(pwrite64)(file, bytes, count, at));
}

int close(int file) {
    if (file >= 0 && file < FILES_MOST) kinds[file] = 0;
    return REAL(close)(file);
}

int fsync(int file) {
    add(&counters->flushes, 1);
    return REAL(fsync)(file);
}

int fdatasync(int file) {
    add(&counters->flushes, 1);
    return REAL(fdatasync)(file);
}

static void note_lock(int command, const void *argument) {
    if (command != F_SETLK) return;
    const struct flock *lock = argument;
    int is_read_mark = lock->l_start >= FIRST_READ_MARK && lock->l_start < AFTER_READ_MARKS;
    if (lock->l_type == F_RDLCK && is_read_mark) add(&counters->transactions, 1);
}

int fcntl(int file, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    note_lock(command, argument);
    return REAL(fcntl)(file, command, argument);
}

int fcntl64(int file, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    note_lock(command, argument);
    return REAL(fcntl64)(file, command, argument);
}
