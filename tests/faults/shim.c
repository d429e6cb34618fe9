/* A disk that misbehaves, and a clock that is wrong: loaded before libc (LD_PRELOAD), told by `arm` what to do.
 *
 * The n-th call of a kind that touches a file under one folder dies, is torn, fails, waits, or loses the power: then a
 * part of what was written since the file's last sync is undone before the process dies. What is written through a
 * mapping (SQLite's -shm, which is rebuilt after a crash) is not seen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>


enum fault { NONE, DIE, TEAR, FAIL, WAIT, POWER };
enum call { WRITE = 1, SYNC = 2, READ = 4, NAME = 8 };

static struct { int fault, calls, lasting, error; long at; char under[4096], like[256]; } told;
static long count, hits, shift;
static unsigned seed = 1;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

struct written { dev_t dev; ino_t ino; char *path; off_t at, size; size_t length, before; char *old; struct written *next; };
static struct written *unsynced;

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })

void arm(int fault, int calls, long at, int lasting, int error, unsigned chance, const char *under, const char *like) {
    told.calls = calls; told.at = at; told.lasting = lasting; told.error = error; seed = chance;
    snprintf(told.under, sizeof told.under, "%s", under);
    snprintf(told.like, sizeof told.like, "%s", like);
    count = hits = 0;
    told.fault = fault;
}
void disarm(void) { told.fault = NONE; }
long counted(void) { return count; }
long happened(void) { return hits; }
void set_clock(long seconds) { shift = seconds; }

static int there(const char *path) {
    return !strncmp(path, told.under, strlen(told.under)) && (!told.like[0] || strstr(path, told.like));
}
static int ours(int fd, char path[4096]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return 0;
    path[length] = 0;
    return there(path);
}

static void forget(dev_t dev, ino_t ino) {
    for (struct written **one = &unsynced; *one;) {
        struct written *it = *one;
        if (it->dev == dev && it->ino == ino) { *one = it->next; free(it->old); free(it->path); free(it); }
        else one = &it->next;
    }
}
static void synced(int fd) {
    struct stat now;
    if (told.fault != POWER || fstat(fd, &now)) return;
    pthread_mutex_lock(&guard);
    forget(now.st_dev, now.st_ino);
    pthread_mutex_unlock(&guard);
}
/* Remember what stood where something is about to be written; `at` of a plain write is the end or the place. */
static void keep(int fd, size_t length, off_t at, const char *path) {
    struct stat now;
    if (told.fault != POWER || fstat(fd, &now)) return;
    if (at < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? now.st_size : lseek(fd, 0, SEEK_CUR);
    struct written *one = calloc(1, sizeof *one);
    *one = (struct written){now.st_dev, now.st_ino, strdup(path), at, now.st_size, length, 0, malloc(length), NULL};
    int other = open(path, O_RDONLY);
    if (other >= 0) {
        ssize_t had = REAL(pread)(other, one->old, length, at);
        one->before = had > 0 ? had : 0;
        REAL(close)(other);
    }
    pthread_mutex_lock(&guard);
    one->next = unsynced; unsynced = one;
    pthread_mutex_unlock(&guard);
}
/* The newest first: each is lost or not, as a disk may please that writes in any order. */
static void lose_the_power(void) {
    int all = rand_r(&seed) % 3 == 0;
    for (struct written *one = unsynced; one; one = one->next) {
        struct stat now;
        if (!all && rand_r(&seed) % 2) continue;
        int fd = open(one->path, O_WRONLY);
        if (fd < 0 || fstat(fd, &now) || now.st_ino != one->ino) continue;
        if (one->before) REAL(pwrite)(fd, one->old, one->before, one->at);
        if (one->before < one->length && now.st_size == one->at + (off_t)one->length) (void)!REAL(ftruncate)(fd, one->size);
        else if (one->before < one->length) {
            char *zeros = calloc(1, one->length - one->before);
            REAL(pwrite)(fd, zeros, one->length - one->before, one->at + one->before);
        }
    }
}

/* 1 where this call is the one; whoever dies here does not come back. */
static int hit(enum call call, const char *path) {
    if (!told.fault || !(told.calls & call) || !path) return 0;
    long n = __sync_add_and_fetch(&count, 1);
    if (told.lasting ? n < told.at : n != told.at) return 0;
    __sync_add_and_fetch(&hits, 1);
    if (told.fault == POWER) lose_the_power();
    if (told.fault == DIE || told.fault == POWER || (told.fault == TEAR && call != WRITE)) kill(getpid(), SIGKILL);
    if (told.fault == WAIT) { struct timespec pause = {told.error / 1000, told.error % 1000 * 1000000L}; nanosleep(&pause, 0); }
    return told.fault == FAIL || told.fault == TEAR;
}
static const char *path_of(int fd, char path[4096]) { return told.fault && ours(fd, path) ? path : NULL; }

#define WRITING(half, at, ...)                                            \
    char path[4096]; const char *file = path_of(fd, path);                \
    if (hit(WRITE, file)) {                                               \
        if (told.fault == TEAR) { (void)!half; kill(getpid(), SIGKILL); } \
        errno = told.error; return -1;                                    \
    }                                                                     \
    if (file) keep(fd, n, at, file);                                      \
    return __VA_ARGS__

ssize_t write(int fd, const void *from, size_t n) { WRITING(REAL(write)(fd, from, n / 2), -1, REAL(write)(fd, from, n)); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { WRITING(REAL(pwrite)(fd, from, n / 2, at), at, REAL(pwrite)(fd, from, n, at)); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { WRITING(REAL(pwrite64)(fd, from, n / 2, at), at, REAL(pwrite64)(fd, from, n, at)); }

#define CALLING(kind, file, ...) if (hit(kind, file)) { errno = told.error; return -1; } return __VA_ARGS__
#define OPENED char path[4096]; const char *file = path_of(fd, path)
#define SYNCING(name) OPENED; if (hit(SYNC, file)) { errno = told.error; return -1; } int done = REAL(name)(fd); if (!done && file) synced(fd); return done

int fsync(int fd) { SYNCING(fsync); }
int fdatasync(int fd) { SYNCING(fdatasync); }
ssize_t read(int fd, void *to, size_t n) { OPENED; CALLING(READ, file, REAL(read)(fd, to, n)); }
ssize_t pread(int fd, void *to, size_t n, off_t at) { OPENED; CALLING(READ, file, REAL(pread)(fd, to, n, at)); }
ssize_t pread64(int fd, void *to, size_t n, off64_t at) { OPENED; CALLING(READ, file, REAL(pread64)(fd, to, n, at)); }
int ftruncate(int fd, off_t size) { OPENED; CALLING(NAME, file, REAL(ftruncate)(fd, size)); }
int ftruncate64(int fd, off64_t size) { OPENED; CALLING(NAME, file, REAL(ftruncate64)(fd, size)); }
int unlink(const char *name) { CALLING(NAME, told.fault && there(name) ? name : NULL, REAL(unlink)(name)); }
int rename(const char *from, const char *to) { CALLING(NAME, told.fault && there(to) ? to : NULL, REAL(rename)(from, to)); }
int link(const char *from, const char *to) { CALLING(NAME, told.fault && there(to) ? to : NULL, REAL(link)(from, to)); }

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = REAL(clock_gettime)(which, now);
    if (!done && which == CLOCK_REALTIME) now->tv_sec += shift;
    return done;
}
time_t time(time_t *now) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (now) *now = at.tv_sec;
    return at.tv_sec;
}

/* A process that is started, not forked, is told by its environment: FAULT_SWITCH names a file in which one line says
 * "fault calls at lasting error chance under like clock"; it is looked at again whenever it changes (every 50 ms). */
static void *watch(void *name) {
    struct timespec pause = {0, 50000000L}, last = {0, 0};
    struct stat now;
    for (;; nanosleep(&pause, 0)) {
        if (stat(name, &now) || (now.st_mtim.tv_sec == last.tv_sec && now.st_mtim.tv_nsec == last.tv_nsec)) continue;
        last = now.st_mtim;
        FILE *said = fopen(name, "r");
        int fault, calls, lasting, error; long at, clock; unsigned chance; char under[4096], like[256];
        if (said && fscanf(said, "%d %d %ld %d %d %u %4095s %255s %ld", &fault, &calls, &at, &lasting, &error, &chance, under, like, &clock) == 9) {
            arm(fault, calls, at, lasting, error, chance, under, like[0] == '-' ? "" : like);
            set_clock(clock);
        }
        if (said) fclose(said);
    }
    return NULL;
}
static void begin_watching(void) {
    static pthread_t thread;
    pthread_create(&thread, NULL, watch, getenv("FAULT_SWITCH"));
}
__attribute__((constructor)) static void begin(void) {
    if (!getenv("FAULT_SWITCH")) return;
    begin_watching();
    pthread_atfork(NULL, NULL, begin_watching);
}
