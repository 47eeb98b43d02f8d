/* A clock that is set: the time of day is the system's plus as many seconds as the file named
   by CLOCK_FILE says. How long something takes is not touched, as when somebody sets the clock
   of a machine. Loaded with LD_PRELOAD before the C library. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long seconds_set(void) {
    const char *path = getenv("CLOCK_FILE");
    int error_before = errno;
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    char text[32] = {0};
    long seconds = 0;
    if (file >= 0) {
        if (read(file, text, sizeof text - 1) > 0) {
            seconds = atol(text);
        }
        close(file);
    }
    errno = error_before;
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) {
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    }
    int outcome = real(clock, now);
    if (outcome == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += seconds_set();
    }
    return outcome;
}
