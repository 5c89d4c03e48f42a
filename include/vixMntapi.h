/* SPDX-License-Identifier: Apache-2.0 */

/*
 * vixMntapi.h: the volumes of virtual disks, listed, inspected and mounted (libvixMntapi.so).
 *
 * Same names, numbers and layouts as VMware's VixMntapi, with what that leaves out on Linux: any
 * number of disks in a set, logical volumes, guests of any family, no need of root.
 *
 * The order of calls:
 *
 *   VixDiskLib_InitEx, VixMntapi_Init, VixDiskLib_Connect
 *   VixMntapi_OpenDisks              the disks of one virtual machine become a disk set
 *   VixMntapi_GetVolumeHandles       its volumes
 *   VixMntapi_GetOsInfo              the system that lives there
 *   VixMntapi_MountVolume            a volume becomes a folder of the host
 *   VixMntapi_GetVolumeInfo          the path of that folder: symbolicLink
 *     open, readdir, stat, read ...  on files below it
 *   VixMntapi_DismountVolume, the Free calls, VixMntapi_CloseDiskSet
 *   VixMntapi_Exit, VixDiskLib_Disconnect, VixDiskLib_Exit
 *
 * What the head of vixDiskLib.h says of errors, strings, threads and the Free calls holds here,
 * too, but that a handle of a set or of a volume that is not open is VIX_E_INVALID_HANDLE.
 *
 * The disks are parsed in a process of their own, one for each set. If that process ends, calls
 * on the set return VIX_E_MNTAPI_DAEMON and its mounts are gone. If the client ends, the process
 * dismounts and ends as well.
 */

#ifndef _VIXMNTAPI_H_
#define _VIXMNTAPI_H_

#include "vixDiskLib.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* The functions below are visible even where everything else is compiled to be hidden. */
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* The version of this interface, for VixMntapi_Init. */
#define VIXMNTAPI_MAJOR_VERSION 1
#define VIXMNTAPI_MINOR_VERSION 0

/* ---- Types -------------------------------------------------------------------------------- */

/* Disks that belong together, usually all disks of a virtual machine as of one snapshot. */
typedef struct VixDiskSetHandleStruct* VixDiskSetHandle;

/* A volume of a disk set. Valid until the set is closed. */
typedef struct VixVolumeHandleStruct* VixVolumeHandle;

/* The family of an operating system. */
typedef enum {
  VIXMNTAPI_NO_OS = 0,   /* none found */
  VIXMNTAPI_WINDOWS = 1, /* Windows */
  VIXMNTAPI_OTHER = 255  /* any other, for example Linux; see vendor and edition */
} VixOsFamily;

/* What VixMntapi_GetOsInfo tells about the guest. Strings are never NULL. */
typedef struct VixOsInfo {
  VixOsFamily family;
  uint32 majorVersion;
  uint32 minorVersion;
  Bool osIs64Bit;
  char* vendor;   /* who makes it, for example "Debian" */
  char* edition;  /* its full name, for example "Debian GNU/Linux 12 (bookworm)" */
  char* osFolder; /* where it lives in the guest, for example "C:\Windows" or "/" */
} VixOsInfo;

/* Where a volume comes from. */
typedef enum {
  VIXMNTAPI_UNKNOWN_VOLTYPE = 0, /* for example a file system without a partition table */
  VIXMNTAPI_BASIC_PARTITION = 1, /* a partition of an MBR table */
  VIXMNTAPI_GPT_PARTITION = 2,   /* a partition of a GPT table */
  VIXMNTAPI_DYNAMIC_VOLUME = 3,  /* a volume of Windows' logical disk manager */
  VIXMNTAPI_LVM_VOLUME = 4       /* a logical volume of Linux' LVM */
} VixVolumeType;

/* What VixMntapi_GetVolumeInfo tells about a volume. */
typedef struct VixVolumeInfo {
  VixVolumeType type;
  Bool isMounted;
  char* symbolicLink;          /* folder of the host that shows the volume; NULL if not mounted */
  size_t numGuestMountPoints;  /* entries in inGuestMountPoints; may be 0 */
  char* inGuestMountPoints[1]; /* where the guest mounts it, for example "/home" or "C:\" */
} VixVolumeInfo;

/* What VixMntapi_GetDiskSetInfo tells about a disk set. */
typedef struct VixDiskSetInfo {
  uint32 openFlags; /* as given when the set was opened */
  char* mountPath;  /* folder of the host that holds the mounts of the set; never NULL */
} VixDiskSetInfo;

/* ---- Start and end ------------------------------------------------------------------------ */

/**
 * Starts the mount library. Calls may be nested: each needs its VixMntapi_Exit. Starts
 * libvixDiskLib as well, for a client that has not.
 *
 * @param majorVersion, minorVersion  VIXMNTAPI_MAJOR_VERSION and any minor version.
 * @param log, warn, panic  Receive the messages of the library; for NULL, those given to
 *                    VixDiskLib_InitEx do.
 * @param libDir      Ignored. May be NULL.
 * @param configFile  As with VixDiskLib_InitEx, whose file is used if this is NULL; a directory
 *                    stands for a file that sets tmpDirectory to it.
 * @return VIX_E_MNTAPI_INCOMPATIBLE_VERSION for another major version.
 *
 * Encrypted volumes (LUKS, BitLocker) are opened with the keys that the file listed by
 * vixmount.keyFile in the configuration holds, one to a line:
 *   SELECTOR:key:PASSPHRASE          SELECTOR:recovery:PASSWORD   (BitLocker's 48 digits)
 *   SELECTOR:file:PATH               SELECTOR:recovery-file:PATH
 *   SELECTOR:env:NAME                SELECTOR:bek:PATH            (BitLocker's startup key)
 *   SELECTOR:volume-key:PATH         # a comment
 * SELECTOR is a volume's UUID, a device name ("/dev/sda2", disks in the order of the set) or all.
 * The file is read whenever a set is opened. It must be a regular file that belongs to the
 * effective user, or to root, and that nobody else may read or write (chmod 600): else opening the
 * set fails with VIX_E_FILE_ACCESS_ERROR.
 *
 * Volumes of a Btrfs show its default subvolume, or the one that vixmount.subvolume names in the
 * configuration: its path from the top level ("@/.snapshots/1/snapshot"; "/" is the top level) or its
 * number ("id:256"); of each Btrfs, or with UUID: in front of the one with that UUID. The line may be
 * repeated; the first that fits a volume counts. VixMntapi_MountVolume fails with
 * VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS where the subvolume is not there; VixDiskLib_GetErrorText
 * names those near it.
 */
VixError VixMntapi_Init(uint32 majorVersion, uint32 minorVersion, VixDiskLibGenericLogFunc* log,
                        VixDiskLibGenericLogFunc* warn, VixDiskLibGenericLogFunc* panic,
                        const char* libDir, const char* configFile);

/** Ends the mount library. The last one of nested calls closes the sets that are still open. */
void VixMntapi_Exit(void);

/* ---- Disk sets ---------------------------------------------------------------------------- */

/**
 * Makes a disk set of disks that the caller has opened, and closes after VixMntapi_CloseDiskSet.
 *
 * @param openMode  VIXDISKLIB_FLAG_OPEN_READ_ONLY or 0.
 */
VixError VixMntapi_OpenDiskSet(VixDiskLibHandle diskHandles[], size_t numberOfDisks,
                               uint32 openMode, VixDiskSetHandle* handle);

/**
 * Opens disks and makes a disk set of them, to be closed with VixMntapi_CloseDiskSet.
 *
 * The order of the disks does not matter. A volume that spans several disks needs them all.
 *
 * @param diskNames      Paths, as for VixDiskLib_Open.
 * @param numberOfDisks  At least 1.
 * @param openFlags      As for VixDiskLib_Open. Without VIXDISKLIB_FLAG_OPEN_READ_ONLY the set
 *                       opens as well, but its volumes can only be mounted with readOnly.
 * @return As VixDiskLib_Open; VIX_E_MNTAPI_DAEMON if the process of the set cannot be started;
 *         VIX_E_FILE_ACCESS_ERROR, VIX_E_FILE_NOT_FOUND or VIX_E_INVALID_ARG (a line that makes no
 *         sense) if the key file of the configuration cannot be used. A volume for which no key
 *         fits is no error here: mounting it is one.
 */
VixError VixMntapi_OpenDisks(VixDiskLibConnection connection, const char* diskNames[],
                             size_t numberOfDisks, uint32 openFlags, VixDiskSetHandle* handle);

/** Describes a disk set. The result is freed with VixMntapi_FreeDiskSetInfo. */
VixError VixMntapi_GetDiskSetInfo(VixDiskSetHandle handle, VixDiskSetInfo** diskSetInfo);

/** Frees the result of VixMntapi_GetDiskSetInfo. */
void VixMntapi_FreeDiskSetInfo(VixDiskSetInfo* diskSetInfo);

/**
 * Dismounts the volumes of a set, if need be by force, and closes it. The handles of its volumes
 * end with it.
 */
VixError VixMntapi_CloseDiskSet(VixDiskSetHandle diskSet);

/* ---- Volumes ------------------------------------------------------------------------------ */

/**
 * Lists the volumes of a set: disk by disk in the order of the partition tables, then the volumes
 * that volume managers make of them.
 *
 * @param numberOfVolumes  Receives the count; 0 is no error.
 * @param volumeHandles    Receives an array, freed with VixMntapi_FreeVolumeHandles. The handles
 *                         in it outlive the array.
 */
VixError VixMntapi_GetVolumeHandles(VixDiskSetHandle diskSet, size_t* numberOfVolumes,
                                    VixVolumeHandle* volumeHandles[]);

/** Frees the array of VixMntapi_GetVolumeHandles; the handles stay valid. */
void VixMntapi_FreeVolumeHandles(VixVolumeHandle* volumeHandles);

/**
 * Tells which operating system lives on the set; the first one of several. Mounts and changes
 * nothing. The result is freed with VixMntapi_FreeOsInfo. A set without any known system gives
 * VIX_E_MNTAPI_UNSUPPROTED_OS.
 */
VixError VixMntapi_GetOsInfo(VixDiskSetHandle diskSet, VixOsInfo** info);

/** Frees the result of VixMntapi_GetOsInfo. */
void VixMntapi_FreeOsInfo(VixOsInfo* info);

/**
 * Mounts a volume. Its folder (symbolicLink of VixMntapi_GetVolumeInfo) can be used by every
 * thread the moment the call returns. Volumes may be mounted in any order.
 *
 * @param readOnly  On a set that was opened read-only every mount is. On any other set FALSE is
 *                  answered with VIX_E_NOT_SUPPORTED in this release.
 * @return VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED, VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS (no file system
 *         that can be mounted), VIX_E_MNTAPI_CANT_READ_PARTS (damaged, or a disk that it lies on
 *         is missing), VIX_E_DISK_NEEDKEY (encrypted, and no key fits: see VixMntapi_Init),
 *         VIX_E_MNTAPI_NO_DRIVER (no usable FUSE), VIX_E_MNTAPI_DAEMON.
 */
VixError VixMntapi_MountVolume(VixVolumeHandle volumeHandle, Bool readOnly);

/**
 * Dismounts a volume.
 *
 * @param force  Non-zero: even if files on it are open; using them fails afterwards.
 * @return VIX_E_MNTAPI_VOLUME_NOT_MOUNTED, VIX_E_MNTAPI_OPEN_HANDLES (in use, and no force).
 */
VixError VixMntapi_DismountVolume(VixVolumeHandle volumeHandle, Bool force);

/** Describes a volume, mounted or not. The result is freed with VixMntapi_FreeVolumeInfo. */
VixError VixMntapi_GetVolumeInfo(VixVolumeHandle volumeHandle, VixVolumeInfo** info);

/** Frees the result of VixMntapi_GetVolumeInfo. */
void VixMntapi_FreeVolumeInfo(VixVolumeInfo* info);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#if defined(__cplusplus)
}
#endif

#endif /* _VIXMNTAPI_H_ */
