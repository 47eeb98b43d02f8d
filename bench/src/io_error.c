/* A disk that fails: while the file named by IO_ERROR_FLAG is there, writing to regular
   files and flushing them gives EIO. Loaded with LD_PRELOAD before the C library. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int file) {
    const char *flag = getenv("IO_ERROR_FLAG");
    struct stat about;
    int error_before = errno;
    int is_in_trouble = flag && access(flag, F_OK) == 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    errno = is_in_trouble ? EIO : error_before;
    return is_in_trouble;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
    return fails(file) ? -1 : REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return fails(file) ? -1 : REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return fails(file) ? -1 : REAL(pwrite64)(file, bytes, count, at);
}

int ftruncate64(int file, off64_t length) {
    return fails(file) ? -1 : REAL(ftruncate64)(file, length);
}

int fsync(int file) {
    return fails(file) ? -1 : REAL(fsync)(file);
}

int fdatasync(int file) {
    return fails(file) ? -1 : REAL(fdatasync)(file);
}
