/* SPDX-License-Identifier: Apache-2.0 */

/*
 * restore_file: copies one file of a guest out of the disks of a snapshot, in the seven steps of
 * the VixDiskLib and VixMntapi interfaces, and prints each step. Plain C99.
 *
 *   restore_file [-s] DISK... GUEST_PATH DESTINATION
 *
 *   DISK         a .vmdk of the snapshot, or raw:PATH; all disks of the machine
 *   GUEST_PATH   the file as the guest names it, for example /etc/hostname or "C:\Users\a.txt"
 *   DESTINATION  the file to write
 *   -s           open the links that are named alone, without their parents
 *
 * Built against an installed vixmount:
 *   cc -std=c99 restore_file.c $(pkg-config --cflags --libs vixmntapi) -o restore_file
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vixMntapi.h"

#define MOST_DISKS 64

typedef struct Restore {
  const char** disk_names;
  size_t disk_count;
  uint32 open_flags;
  const char* guest_path;
  const char* destination;

  VixDiskLibConnection connection;
  VixDiskLibHandle disks[MOST_DISKS];
  VixDiskSetHandle set;
  VixVolumeHandle* volumes;
  size_t volume_count;
} Restore;

/* ---- Messages ----------------------------------------------------------------------------- */

static void quiet(const char* format, va_list arguments) {
  (void)format;
  (void)arguments;
}

static void complain(const char* format, va_list arguments) {
  fputs("  library: ", stderr);
  vfprintf(stderr, format, arguments);
}

/* Prints a failure; true when there was one. */
static int failed(VixError error, const char* what) {
  char* text;
  if (VIX_SUCCEEDED(error)) return 0;
  text = VixDiskLib_GetErrorText(error, NULL);
  fprintf(stderr, "%s: error %" FMT64 "u: %s\n", what, VIX_ERROR_CODE(error), text);
  VixDiskLib_FreeErrorText(text);
  return 1;
}

/* ---- The seven steps ---------------------------------------------------------------------- */

/* Step 1 is the caller's: the names of the disks. Step 2: open each of them. */
static int open_disks(Restore* restore) {
  size_t i;
  if (failed(VixDiskLib_Connect(NULL, &restore->connection), "connect")) return 0;
  for (i = 0; i < restore->disk_count; ++i) {
    VixDiskLibInfo* info = NULL;
    const char* name = restore->disk_names[i];
    if (failed(VixDiskLib_Open(restore->connection, name, restore->open_flags, &restore->disks[i]),
               name))
      return 0;
    if (failed(VixDiskLib_GetInfo(restore->disks[i], &info), name)) return 0;
    printf("2. opened %s: %" FMT64 "u sectors, %d link%s\n", name, info->capacity, info->numLinks,
           info->numLinks == 1 ? "" : "s");
    VixDiskLib_FreeInfo(info);
  }
  return 1;
}

/* Step 3: make a disk set of the open disks. Step 4: list its volumes. */
static int list_volumes(Restore* restore) {
  if (failed(VixMntapi_OpenDiskSet(restore->disks, restore->disk_count,
                                   VIXDISKLIB_FLAG_OPEN_READ_ONLY, &restore->set),
             "open the disk set"))
    return 0;
  printf("3. made a disk set of %lu\n", (unsigned long)restore->disk_count);
  if (failed(VixMntapi_GetVolumeHandles(restore->set, &restore->volume_count, &restore->volumes),
             "list the volumes"))
    return 0;
  printf("4. found %lu volume%s\n", (unsigned long)restore->volume_count,
         restore->volume_count == 1 ? "" : "s");
  return 1;
}

/* Step 5: which system is it? A set without one can be mounted all the same. */
static void tell_system(Restore* restore) {
  VixOsInfo* system = NULL;
  if (VIX_FAILED(VixMntapi_GetOsInfo(restore->set, &system))) {
    printf("5. no operating system was found\n");
    return;
  }
  printf("5. the system is %s, %s bit\n", system->edition, system->osIs64Bit ? "64" : "32");
  printf("5. of %s, %s %u.%u in %s\n", system->vendor,
         system->family == VIXMNTAPI_WINDOWS ? "Windows" : "version",
         (unsigned)system->majorVersion, (unsigned)system->minorVersion, system->osFolder);
  VixMntapi_FreeOsInfo(system);
}

/* Step 6: mount every volume that can be mounted; others (swap, for example) are passed over. */
static void mount_volumes(Restore* restore) {
  size_t i;
  for (i = 0; i < restore->volume_count; ++i) {
    const VixError error = VixMntapi_MountVolume(restore->volumes[i], TRUE);
    if (error != VIX_OK && error != VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED)
      printf("6. volume %lu is not mounted (error %" FMT64 "u)\n", (unsigned long)i + 1, error);
    else
      printf("6. mounted volume %lu\n", (unsigned long)i + 1);
  }
}

/* Mount points of Windows begin with a drive letter: "C:\\", "D:\\Data". */
static int is_of_windows(const char* mount_point) {
  return isalpha((unsigned char)mount_point[0]) && mount_point[1] == ':';
}

static int is_separator(char letter, int windows) {
  return letter == '/' || (windows && letter == '\\');
}

/* Windows takes either slash, and no notice of case. */
static int same(char left, char right, int windows) {
  if (!windows) return left == right;
  if (is_separator(left, 1) && is_separator(right, 1)) return 1;
  return toupper((unsigned char)left) == toupper((unsigned char)right);
}

/* The length of what path has in common with a mount point that holds it ("/" holds every path, and
 * has 0); -1 if it does not. */
static int length_if_inside(const char* mount_point, const char* path) {
  const int windows = is_of_windows(mount_point);
  int length = (int)strlen(mount_point);
  int i;
  while (length > 0 && is_separator(mount_point[length - 1], windows)) --length;
  for (i = 0; i < length; ++i)
    if (path[i] == '\0' || !same(mount_point[i], path[i], windows)) return -1;
  return path[length] == '\0' || is_separator(path[length], windows) ? length : -1;
}

/* The path of what lies at `rest` of a mounted volume. */
static void make_host_path(char* host_path, size_t size, const char* place, const char* rest,
                           int windows) {
  char* letter;
  snprintf(host_path, size, "%s%s", place, rest);
  for (letter = host_path + strlen(place); windows && *letter != '\0'; ++letter)
    if (*letter == '\\') *letter = '/';
}

/*
 * The path of the file on this host. The volume is the one with the longest mount point that holds
 * the file; a set that tells none has its files looked for on its first mounted volume.
 */
static int find_file(Restore* restore, char* host_path, size_t size) {
  int best = -1;
  size_t i;
  size_t j;
  host_path[0] = '\0';
  for (i = 0; i < restore->volume_count; ++i) {
    VixVolumeInfo* info = NULL;
    if (failed(VixMntapi_GetVolumeInfo(restore->volumes[i], &info), "describe a volume")) continue;
    if (info->isMounted && host_path[0] == '\0')
      make_host_path(host_path, size, info->symbolicLink, restore->guest_path, 0);
    for (j = 0; j < info->numGuestMountPoints; ++j) {
      const char* const mount_point = info->inGuestMountPoints[j];
      const int length = length_if_inside(mount_point, restore->guest_path);
      printf("6. volume %lu is %s of the guest\n", (unsigned long)i + 1, mount_point);
      if (length <= best) continue;
      best = length;
      make_host_path(host_path, size, info->symbolicLink, restore->guest_path + length,
                     is_of_windows(mount_point));
    }
    VixMntapi_FreeVolumeInfo(info);
  }
  if (host_path[0] == '\0') fprintf(stderr, "no volume could be mounted\n");
  return host_path[0] != '\0';
}

static int copy(FILE* from, FILE* to) {
  static char buffer[1 << 16];
  size_t count;
  while ((count = fread(buffer, 1, sizeof buffer, from)) > 0)
    if (fwrite(buffer, 1, count, to) != count) return 0;
  return !ferror(from);
}

/* Step 7: ordinary file calls. */
static int copy_file(const char* host_path, const char* destination) {
  FILE* const from = fopen(host_path, "rb");
  FILE* const to = from != NULL ? fopen(destination, "wb") : NULL;
  int copied = to != NULL && copy(from, to);
  if (to != NULL && fclose(to) != 0) copied = 0;
  if (!copied) fprintf(stderr, "copy %s to %s: %s\n", host_path, destination, strerror(errno));
  if (from != NULL) fclose(from);
  if (copied) printf("7. copied %s to %s\n", host_path, destination);
  return copied;
}

/* ---- Teardown ----------------------------------------------------------------------------- */

/* Releases whatever there is, in the reverse order. */
static void tear_down(Restore* restore) {
  size_t i;
  for (i = 0; i < restore->volume_count; ++i) {
    const VixError error = VixMntapi_DismountVolume(restore->volumes[i], FALSE);
    if (error != VIX_E_MNTAPI_VOLUME_NOT_MOUNTED) failed(error, "dismount");
  }
  VixMntapi_FreeVolumeHandles(restore->volumes);
  if (restore->set != NULL) failed(VixMntapi_CloseDiskSet(restore->set), "close the disk set");
  for (i = 0; i < restore->disk_count; ++i)
    if (restore->disks[i] != NULL) failed(VixDiskLib_Close(restore->disks[i]), "close a disk");
  VixMntapi_Exit();
  if (restore->connection != NULL) failed(VixDiskLib_Disconnect(restore->connection), "disconnect");
  VixDiskLib_Exit();
}

/* ---- The program -------------------------------------------------------------------------- */

static int restore_file(Restore* restore) {
  char host_path[4096];
  int restored;
  if (failed(VixDiskLib_InitEx(7, 0, quiet, complain, complain, NULL, NULL), "start")) return 0;
  if (failed(VixMntapi_Init(VIXMNTAPI_MAJOR_VERSION, VIXMNTAPI_MINOR_VERSION, quiet, complain,
                            complain, NULL, NULL),
             "start mounting")) {
    VixDiskLib_Exit();
    return 0;
  }
  restored = open_disks(restore) && list_volumes(restore);
  if (restored) {
    tell_system(restore);
    mount_volumes(restore);
    restored = find_file(restore, host_path, sizeof host_path) &&
               copy_file(host_path, restore->destination);
  }
  tear_down(restore);
  return restored;
}

int main(int argc, char** argv) {
  Restore restore;
  int first = 1;
  memset(&restore, 0, sizeof restore);
  restore.open_flags = VIXDISKLIB_FLAG_OPEN_READ_ONLY;
  if (argc > 1 && strcmp(argv[1], "-s") == 0) {
    restore.open_flags |= VIXDISKLIB_FLAG_OPEN_SINGLE_LINK;
    first = 2;
  }
  if (argc - first < 3 || argc - first - 2 > MOST_DISKS) {
    fprintf(stderr, "usage: %s [-s] DISK... GUEST_PATH DESTINATION\n", argv[0]);
    return 2;
  }
  restore.disk_names = (const char**)&argv[first];
  restore.disk_count = (size_t)(argc - first - 2);
  restore.guest_path = argv[argc - 2];
  restore.destination = argv[argc - 1];
  printf("1. %lu disk%s to open\n", (unsigned long)restore.disk_count,
         restore.disk_count == 1 ? "" : "s");
  return restore_file(&restore) ? 0 : 1;
}
