/*
 * A client that links nothing and loads the libraries, again and again, as hosts of plug-ins do.
 * Exit status 0: everything held.
 *
 * usage: load LIBRARY_FOLDER
 */

#include <dlfcn.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "vixMntapi.h"

#define CHECK(condition)                                    \
  if (!(condition)) {                                       \
    fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
    return 1;                                               \
  }

typedef VixError (*InitFunction)(uint32, uint32, VixDiskLibGenericLogFunc*,
                                 VixDiskLibGenericLogFunc*, VixDiskLibGenericLogFunc*, const char*,
                                 const char*);
typedef void (*ExitFunction)(void);
typedef VixDiskLibConnectParams* (*AllocateFunction)(void);
typedef void (*FreeParamsFunction)(VixDiskLibConnectParams*);
typedef VixError (*ConnectFunction)(const VixDiskLibConnectParams*, VixDiskLibConnection*);

/* Data pointers to function pointers: POSIX has it so, ISO C does not. */
static void find(void* library, const char* name, void* function) {
  void* const symbol = dlsym(library, name);
  memcpy(function, &symbol, sizeof symbol);
}

static int count_threads(void) {
  char line[256];
  int threads = 0;
  FILE* const status = fopen("/proc/self/status", "r");
  while (status != NULL && fgets(line, sizeof line, status) != NULL)
    if (sscanf(line, "Threads: %d", &threads) == 1) break;
  if (status != NULL) fclose(status);
  return threads;
}

static int use_disk_library(const char* path, int mode) {
  InitFunction init;
  ExitFunction end;
  AllocateFunction allocate;
  FreeParamsFunction free_params;
  ConnectFunction connect;
  VixDiskLibConnectParams* params;
  VixDiskLibConnection connection = NULL;
  void* const library = dlopen(path, mode);
  if (library == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(library != NULL);
  find(library, "VixDiskLib_InitEx", &init);
  find(library, "VixDiskLib_Exit", &end);
  find(library, "VixDiskLib_AllocateConnectParams", &allocate);
  find(library, "VixDiskLib_FreeConnectParams", &free_params);
  find(library, "VixDiskLib_Connect", &connect);
  CHECK(init && end && allocate && free_params && connect);
  params = allocate();
  CHECK(params != NULL);
  CHECK(connect(params, &connection) == VIX_E_DISK_NOINIT);
  CHECK(init(8, 0, NULL, NULL, NULL, path, NULL) == VIX_OK);
  CHECK(connect(params, &connection) == VIX_OK);
  free_params(params);
  end(); /* without Disconnect */
  CHECK(dlclose(library) == 0);
  return 0;
}

static int use_mount_library(const char* path) {
  InitFunction init;
  ExitFunction end;
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(library != NULL);
  find(library, "VixMntapi_Init", &init);
  find(library, "VixMntapi_Exit", &end);
  CHECK(init && end);
  CHECK(init(1, 0, NULL, NULL, NULL, NULL, NULL) == VIX_OK);
  end();
  CHECK(dlclose(library) == 0);
  return 0;
}

int main(int argc, char** argv) {
  static const char* const names[] = {"libvixDiskLib.so",   "libvixDiskLib.so.6",
                                      "libvixDiskLib.so.7", "libvixDiskLib.so.8",
                                      "libvixDiskLib.so.9", "libvixDiskLib.so.8.0.3"};
  char path[4096];
  char locale_before[256];
  struct sigaction action;
  int signal_number;
  int round;
  size_t i;
  CHECK(argc == 2);
  snprintf(locale_before, sizeof locale_before, "%s", setlocale(LC_ALL, NULL));
  for (round = 0; round < 5; ++round) {
    for (i = 0; i < sizeof names / sizeof names[0]; ++i) {
      snprintf(path, sizeof path, "%s/%s", argv[1], names[i]);
      if (use_disk_library(path, round % 2 == 0 ? RTLD_NOW : RTLD_LAZY) != 0) return 1;
    }
    snprintf(path, sizeof path, "%s/libvixMntapi.so.1", argv[1]);
    if (use_mount_library(path) != 0) return 1;
  }
  CHECK(strcmp(locale_before, setlocale(LC_ALL, NULL)) == 0);
#ifndef VIXMOUNT_SANITIZED /* sanitizers have threads and handlers of their own */
  CHECK(count_threads() == 1);
  for (signal_number = 1; signal_number < 32; ++signal_number) {
    if (sigaction(signal_number, NULL, &action) != 0) continue;
    CHECK(action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN);
  }
#else
  (void)action;
  (void)signal_number;
  (void)count_threads;
#endif
  puts("ok");
  return 0;
}
