/* SPDX-License-Identifier: Apache-2.0 */

/*
 * vixDiskLib.h: virtual disks, opened, described and read (libvixDiskLib.so).
 *
 * Same names, numbers and layouts as the 7.0 generation of VMware's VixDiskLib, so that programs
 * written for it compile and link without a change. C89, C99, C++98 and later; may be included
 * inside a client's own extern "C" block.
 *
 * What holds for every call unless its own comment says otherwise:
 *
 *   Errors    A VixError of VIX_OK or a code of the list below; the bits above the code are zero.
 *             NULL for a required argument, or a disk handle that is not open, is
 *             VIX_E_INVALID_ARG; a connection that is not open is VIX_E_DISK_INVALID_CONNECTION;
 *             a call before VixDiskLib_Init or VixDiskLib_InitEx is VIX_E_DISK_NOINIT. An output
 *             pointer is set to NULL on failure. The log callbacks get a sentence with the reason.
 *   Strings   UTF-8, NUL-terminated, copied during the call. NULL and "" both mean "not given".
 *   Threads   Any call from any thread. Calls on different handles run in parallel, reads on one
 *             handle too. The caller must not use a handle after, or while, it closes it.
 *   Units     Capacities, positions and lengths count sectors of 512 bytes, also on disks whose
 *             own sectors are 4096 bytes.
 *   Release   Every Free call accepts NULL.
 *
 * This release reads local disks. The calls under "Changing disks" exist, so that every program
 * links, and answer VIX_E_NOT_SUPPORTED after they have checked their arguments.
 */

#ifndef _VIXDISKLIB_H_
#define _VIXDISKLIB_H_

#include <stdarg.h>
#include <stdlib.h>

#include "vm_basic_types.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* The functions below are visible even where everything else is compiled to be hidden. */
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* ---- Errors ------------------------------------------------------------------------------- */

/*
 * Result of a call: the code in bits 0 to 15. This library leaves the other bits zero, so that a
 * whole value can be compared with a constant.
 */
typedef uint64 VixError;

/* The code of a result, without what may stand above it. */
#ifndef VIX_ERROR_CODE
#define VIX_ERROR_CODE(err) ((err)&0xFFFF)
#endif

/* Both compare the whole value. VIX_ASYNC is neither success nor failure, but counts as FAILED. */
#ifndef VIX_SUCCEEDED
#define VIX_SUCCEEDED(err) (VIX_OK == (err))
#endif
#ifndef VIX_FAILED
#define VIX_FAILED(err) (VIX_OK != (err))
#endif

/*
 * The codes. The VIX automation header (guard _VIX_H_) brings the same list.
 * A comment marks what this library returns, or what needs an explanation; the other codes belong
 * to products that share the numbering. Misspelt names are misspelt in every client, too.
 */
#ifndef _VIX_H_
enum {
  /* General */
  VIX_OK = 0,     /* success */
  VIX_E_FAIL = 1, /* nothing better fits; the log says more */
  VIX_E_OUT_OF_MEMORY = 2,
  VIX_E_INVALID_ARG = 3, /* NULL where a pointer is required, a stale disk handle, a bad number */
  VIX_E_FILE_NOT_FOUND = 4, /* descriptor or extent is missing */
  VIX_E_OBJECT_IS_BUSY = 5,
  VIX_E_NOT_SUPPORTED = 6, /* call or combination that this library does not offer */
  VIX_E_FILE_ERROR = 7,    /* input/output error of the host */
  VIX_E_DISK_FULL = 8,
  VIX_E_INCORRECT_FILE_TYPE = 9, /* neither a regular file nor a device */
  VIX_E_CANCELLED = 10,
  VIX_E_FILE_READ_ONLY = 11, /* write through a read-only handle */
  VIX_E_FILE_ALREADY_EXISTS = 12,
  VIX_E_FILE_ACCESS_ERROR = 13, /* no permission */
  VIX_E_REQUIRES_LARGE_FILES = 14,
  VIX_E_FILE_ALREADY_LOCKED = 15, /* another process holds the lock of the disk */
  VIX_E_VMDB = 16,
  VIX_E_NOT_SUPPORTED_ON_REMOTE_OBJECT = 20,
  VIX_E_FILE_TOO_BIG = 21,
  VIX_E_FILE_NAME_INVALID = 22, /* empty or malformed path */
  VIX_E_ALREADY_EXISTS = 23,
  VIX_E_BUFFER_TOOSMALL = 24, /* metadata buffer too short; the needed length was stored */
  VIX_E_OBJECT_NOT_FOUND = 25,
  VIX_E_HOST_NOT_CONNECTED = 26,
  VIX_E_INVALID_UTF8_STRING = 27,
  VIX_E_UNFINISHED_JOB = 29,
  VIX_E_NEED_KEY = 30,
  VIX_E_OPERATION_ALREADY_IN_PROGRESS = 31,
  VIX_E_LICENSE = 32,
  VIX_E_VM_HOST_DISCONNECTED = 34,
  VIX_E_AUTHENTICATION_FAIL = 35,
  VIX_E_HOST_CONNECTION_LOST = 36,
  VIX_E_DUPLICATE_NAME = 41,
  VIX_E_ARGUMENT_TOO_BIG = 44,

  /* Handles */
  VIX_E_INVALID_HANDLE = 1000, /* unknown or closed handle (mount calls) */
  VIX_E_NOT_SUPPORTED_ON_HANDLE_TYPE = 1001,
  VIX_E_TOO_MANY_HANDLES = 1002,

  /* XML */
  VIX_E_NOT_FOUND = 2000,
  VIX_E_TYPE_MISMATCH = 2001,
  VIX_E_INVALID_XML = 2002,

  /* Control of virtual machines */
  VIX_E_TIMEOUT_WAITING_FOR_TOOLS = 3000,
  VIX_E_UNRECOGNIZED_COMMAND = 3001,
  VIX_E_OP_NOT_SUPPORTED_ON_GUEST = 3003,
  VIX_E_PROGRAM_NOT_STARTED = 3004,
  VIX_E_CANNOT_START_READ_ONLY_VM = 3005,
  VIX_E_VM_NOT_RUNNING = 3006,
  VIX_E_VM_IS_RUNNING = 3007,
  VIX_E_CANNOT_CONNECT_TO_VM = 3008,
  VIX_E_POWEROP_SCRIPTS_NOT_AVAILABLE = 3009,
  VIX_E_NO_GUEST_OS_INSTALLED = 3010,
  VIX_E_VM_INSUFFICIENT_HOST_MEMORY = 3011,
  VIX_E_SUSPEND_ERROR = 3012,
  VIX_E_VM_NOT_ENOUGH_CPUS = 3013,
  VIX_E_HOST_USER_PERMISSIONS = 3014,
  VIX_E_GUEST_USER_PERMISSIONS = 3015,
  VIX_E_TOOLS_NOT_RUNNING = 3016,
  VIX_E_GUEST_OPERATIONS_PROHIBITED = 3017,
  VIX_E_ANON_GUEST_OPERATIONS_PROHIBITED = 3018,
  VIX_E_ROOT_GUEST_OPERATIONS_PROHIBITED = 3019,
  VIX_E_MISSING_ANON_GUEST_ACCOUNT = 3023,
  VIX_E_CANNOT_AUTHENTICATE_WITH_GUEST = 3024,
  VIX_E_UNRECOGNIZED_COMMAND_IN_GUEST = 3025,
  VIX_E_CONSOLE_GUEST_OPERATIONS_PROHIBITED = 3026,
  VIX_E_MUST_BE_CONSOLE_USER = 3027,
  VIX_E_VMX_MSG_DIALOG_AND_NO_UI = 3028,
  VIX_E_OPERATION_NOT_ALLOWED_FOR_LOGIN_TYPE = 3031,
  VIX_E_LOGIN_TYPE_NOT_SUPPORTED = 3032,
  VIX_E_EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST = 3033,
  VIX_E_INTERACTIVE_SESSION_NOT_PRESENT = 3034,
  VIX_E_INTERACTIVE_SESSION_USER_MISMATCH = 3035,
  VIX_E_CANNOT_POWER_ON_VM = 3041,
  VIX_E_NO_DISPLAY_SERVER = 3043,
  VIX_E_TOO_MANY_LOGONS = 3046,
  VIX_E_INVALID_AUTHENTICATION_SESSION = 3047,

  /* Virtual machines */
  VIX_E_VM_NOT_FOUND = 4000,
  VIX_E_NOT_SUPPORTED_FOR_VM_VERSION = 4001,
  VIX_E_CANNOT_READ_VM_CONFIG = 4002,
  VIX_E_TEMPLATE_VM = 4003,
  VIX_E_VM_ALREADY_LOADED = 4004,
  VIX_E_VM_ALREADY_UP_TO_DATE = 4006,
  VIX_E_VM_UNSUPPORTED_GUEST = 4011,

  /* Properties */
  VIX_E_UNRECOGNIZED_PROPERTY = 6000,
  VIX_E_INVALID_PROPERTY_VALUE = 6001,
  VIX_E_READ_ONLY_PROPERTY = 6002,
  VIX_E_MISSING_REQUIRED_PROPERTY = 6003,
  VIX_E_INVALID_SERIALIZED_DATA = 6004,
  VIX_E_PROPERTY_TYPE_MISMATCH = 6005,

  /* Index */
  VIX_E_BAD_VM_INDEX = 8000,

  /* Messages */
  VIX_E_INVALID_MESSAGE_HEADER = 10000,
  VIX_E_INVALID_MESSAGE_BODY = 10001,

  /* Snapshots */
  VIX_E_SNAPSHOT_INVAL = 13000,
  VIX_E_SNAPSHOT_DUMPER = 13001,
  VIX_E_SNAPSHOT_DISKLIB = 13002,
  VIX_E_SNAPSHOT_NOTFOUND = 13003,
  VIX_E_SNAPSHOT_EXISTS = 13004,
  VIX_E_SNAPSHOT_VERSION = 13005,
  VIX_E_SNAPSHOT_NOPERM = 13006,
  VIX_E_SNAPSHOT_CONFIG = 13007,
  VIX_E_SNAPSHOT_NOCHANGE = 13008,
  VIX_E_SNAPSHOT_CHECKPOINT = 13009,
  VIX_E_SNAPSHOT_LOCKED = 13010,
  VIX_E_SNAPSHOT_INCONSISTENT = 13011,
  VIX_E_SNAPSHOT_NAMETOOLONG = 13012,
  VIX_E_SNAPSHOT_VIXFILE = 13013,
  VIX_E_SNAPSHOT_DISKLOCKED = 13014,
  VIX_E_SNAPSHOT_DUPLICATEDDISK = 13015,
  VIX_E_SNAPSHOT_INDEPENDENTDISK = 13016,
  VIX_E_SNAPSHOT_NONUNIQUE_NAME = 13017,
  VIX_E_SNAPSHOT_MEMORY_ON_INDEPENDENT_DISK = 13018,
  VIX_E_SNAPSHOT_MAXSNAPSHOTS = 13019,
  VIX_E_SNAPSHOT_MIN_FREE_SPACE = 13020,
  VIX_E_SNAPSHOT_HIERARCHY_TOODEEP = 13021,
  VIX_E_SNAPSHOT_NOT_REVERTABLE = 13024,

  /* Host and network block devices */
  VIX_E_HOST_DISK_INVALID_VALUE = 14003,
  VIX_E_HOST_DISK_SECTORSIZE = 14004,
  VIX_E_HOST_FILE_ERROR_EOF = 14005,
  VIX_E_HOST_NETBLKDEV_HANDSHAKE = 14006,
  VIX_E_HOST_SOCKET_CREATION_ERROR = 14007,
  VIX_E_HOST_SERVER_NOT_FOUND = 14008,
  VIX_E_HOST_NETWORK_CONN_REFUSED = 14009,
  VIX_E_HOST_TCP_SOCKET_ERROR = 14010,
  VIX_E_HOST_TCP_CONN_LOST = 14011,
  VIX_E_HOST_NBD_HASHFILE_VOLUME = 14012,
  VIX_E_HOST_NBD_HASHFILE_INIT = 14013,
  VIX_E_HOST_SERVER_SHUTDOWN = 14014,
  VIX_E_HOST_SERVER_NOT_AVAILABLE = 14015,

  /* Disk library */
  VIX_E_DISK_INVAL = 16000,
  VIX_E_DISK_NOINIT = 16001, /* call before Init or InitEx */
  VIX_E_DISK_NOIO = 16002,
  VIX_E_DISK_PARTIALCHAIN = 16003,
  VIX_E_DISK_NEEDSREPAIR = 16006,  /* damage that repair would mend */
  VIX_E_DISK_OUTOFRANGE = 16007,   /* sectors beyond the capacity */
  VIX_E_DISK_CID_MISMATCH = 16008, /* parent changed, or not the parent */
  VIX_E_DISK_CANTSHRINK = 16009,
  VIX_E_DISK_PARTMISMATCH = 16010,
  VIX_E_DISK_UNSUPPORTEDDISKVERSION = 16011, /* newer descriptor or extent version */
  VIX_E_DISK_OPENPARENT = 16012,             /* parent missing or unreadable */
  VIX_E_DISK_NOTSUPPORTED = 16013,           /* known kind of disk, unsupported feature */
  VIX_E_DISK_NEEDKEY = 16014,                /* encrypted disk */
  VIX_E_DISK_NOKEYOVERRIDE = 16015,
  VIX_E_DISK_NOTENCRYPTED = 16016,
  VIX_E_DISK_NOKEY = 16017,
  VIX_E_DISK_INVALIDPARTITIONTABLE = 16018,
  VIX_E_DISK_NOTNORMAL = 16019,
  VIX_E_DISK_NOTENCDESC = 16020,
  VIX_E_DISK_NEEDVMFS = 16022,
  VIX_E_DISK_RAWTOOBIG = 16024,
  VIX_E_DISK_TOOMANYOPENFILES = 16027, /* limit of open files reached */
  VIX_E_DISK_TOOMANYREDO = 16028,      /* chain too long */
  VIX_E_DISK_RAWTOOSMALL = 16029,
  VIX_E_DISK_INVALIDCHAIN = 16030, /* chain inconsistent */
  VIX_E_DISK_KEY_NOTFOUND = 16052, /* metadata key unknown */
  VIX_E_DISK_SUBSYSTEM_INIT_FAIL = 16053,
  VIX_E_DISK_INVALID_CONNECTION = 16054, /* NULL or foreign connection */
  VIX_E_DISK_ENCODING = 16061,
  VIX_E_DISK_CANTREPAIR = 16062,
  VIX_E_DISK_INVALIDDISK = 16063, /* not a VMDK, or a damaged one */
  VIX_E_DISK_NOLICENSE = 16064,
  VIX_E_DISK_NODEVICE = 16065,
  VIX_E_DISK_UNSUPPORTEDDEVICE = 16066,
  VIX_E_DISK_CAPACITY_MISMATCH = 16067,
  VIX_E_DISK_PARENT_NOTALLOWED = 16068,
  VIX_E_DISK_ATTACH_ROOTLINK = 16069,

  /* Encryption */
  VIX_E_CRYPTO_UNKNOWN_ALGORITHM = 17000,
  VIX_E_CRYPTO_BAD_BUFFER_SIZE = 17001,
  VIX_E_CRYPTO_INVALID_OPERATION = 17002,
  VIX_E_CRYPTO_RANDOM_DEVICE = 17003,
  VIX_E_CRYPTO_NEED_PASSWORD = 17004,
  VIX_E_CRYPTO_BAD_PASSWORD = 17005,
  VIX_E_CRYPTO_NOT_IN_DICTIONARY = 17006,
  VIX_E_CRYPTO_NO_CRYPTO = 17007,
  VIX_E_CRYPTO_ERROR = 17008,
  VIX_E_CRYPTO_BAD_FORMAT = 17009,
  VIX_E_CRYPTO_LOCKED = 17010,
  VIX_E_CRYPTO_EMPTY = 17011,
  VIX_E_CRYPTO_KEYSAFE_LOCATOR = 17012,

  /* Remote hosts */
  VIX_E_CANNOT_CONNECT_TO_HOST = 18000,
  VIX_E_NOT_FOR_REMOTE_HOST = 18001,
  VIX_E_INVALID_HOSTNAME_SPECIFICATION = 18002,

  /* Screen capture */
  VIX_E_SCREEN_CAPTURE_ERROR = 19000,
  VIX_E_SCREEN_CAPTURE_BAD_FORMAT = 19001,
  VIX_E_SCREEN_CAPTURE_COMPRESSION_FAIL = 19002,
  VIX_E_SCREEN_CAPTURE_LARGE_DATA = 19003,

  /* Guests */
  VIX_E_GUEST_VOLUMES_NOT_FROZEN = 20000,
  VIX_E_NOT_A_FILE = 20001,
  VIX_E_NOT_A_DIRECTORY = 20002,
  VIX_E_NO_SUCH_PROCESS = 20003,
  VIX_E_FILE_NAME_TOO_LONG = 20004,
  VIX_E_OPERATION_DISABLED = 20005,

  /* Installation of the guest tools */
  VIX_E_TOOLS_INSTALL_NO_IMAGE = 21000,
  VIX_E_TOOLS_INSTALL_IMAGE_INACCESIBLE = 21001,
  VIX_E_TOOLS_INSTALL_NO_DEVICE = 21002,
  VIX_E_TOOLS_INSTALL_DEVICE_NOT_CONNECTED = 21003,
  VIX_E_TOOLS_INSTALL_CANCELLED = 21004,
  VIX_E_TOOLS_INSTALL_INIT_FAILED = 21005,
  VIX_E_TOOLS_INSTALL_AUTO_NOT_SUPPORTED = 21006,
  VIX_E_TOOLS_INSTALL_GUEST_NOT_READY = 21007,
  VIX_E_TOOLS_INSTALL_SIG_CHECK_FAILED = 21008,
  VIX_E_TOOLS_INSTALL_ERROR = 21009,
  VIX_E_TOOLS_INSTALL_ALREADY_UP_TO_DATE = 21010,
  VIX_E_TOOLS_INSTALL_IN_PROGRESS = 21011,
  VIX_E_TOOLS_INSTALL_IMAGE_COPY_FAILED = 21012,

  /* Wrapper library */
  VIX_E_WRAPPER_WORKSTATION_NOT_INSTALLED = 22001,
  VIX_E_WRAPPER_VERSION_NOT_FOUND = 22002,
  VIX_E_WRAPPER_SERVICEPROVIDER_NOT_FOUND = 22003,
  VIX_E_WRAPPER_PLAYER_NOT_INSTALLED = 22004,
  VIX_E_WRAPPER_RUNTIME_NOT_INSTALLED = 22005,
  VIX_E_WRAPPER_MULTIPLE_SERVICEPROVIDERS = 22006,

  /* Mounting */
  VIX_E_MNTAPI_MOUNTPT_NOT_FOUND = 24000,
  VIX_E_MNTAPI_MOUNTPT_IN_USE = 24001,
  VIX_E_MNTAPI_DISK_NOT_FOUND = 24002,
  VIX_E_MNTAPI_DISK_NOT_MOUNTED = 24003,
  VIX_E_MNTAPI_DISK_IS_MOUNTED = 24004,
  VIX_E_MNTAPI_DISK_NOT_SAFE = 24005,
  VIX_E_MNTAPI_DISK_CANT_OPEN = 24006,
  VIX_E_MNTAPI_CANT_READ_PARTS = 24007, /* damaged partition table or volume */
  VIX_E_MNTAPI_UMOUNT_APP_NOT_FOUND = 24008,
  VIX_E_MNTAPI_UMOUNT = 24009,
  VIX_E_MNTAPI_NO_MOUNTABLE_PARTITONS = 24010, /* nothing there to mount, for example swap */
  VIX_E_MNTAPI_PARTITION_RANGE = 24011,
  VIX_E_MNTAPI_PERM = 24012,
  VIX_E_MNTAPI_DICT = 24013,
  VIX_E_MNTAPI_DICT_LOCKED = 24014,
  VIX_E_MNTAPI_OPEN_HANDLES = 24015,
  VIX_E_MNTAPI_CANT_MAKE_VAR_DIR = 24016,
  VIX_E_MNTAPI_NO_ROOT = 24017,
  VIX_E_MNTAPI_LOOP_FAILED = 24018,
  VIX_E_MNTAPI_DAEMON = 24019, /* the worker process failed */
  VIX_E_MNTAPI_INTERNAL = 24020,
  VIX_E_MNTAPI_SYSTEM = 24021,
  VIX_E_MNTAPI_NO_CONNECTION_DETAILS = 24022,
  VIX_E_MNTAPI_INCOMPATIBLE_VERSION = 24300, /* VixMntapi_Init with another major version */
  VIX_E_MNTAPI_OS_ERROR = 24301,
  VIX_E_MNTAPI_DRIVE_LETTER_IN_USE = 24302,
  VIX_E_MNTAPI_DRIVE_LETTER_ALREADY_ASSIGNED = 24303,
  VIX_E_MNTAPI_VOLUME_NOT_MOUNTED = 24304,
  VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED = 24305,
  VIX_E_MNTAPI_FORMAT_FAILURE = 24306,
  VIX_E_MNTAPI_NO_DRIVER = 24307, /* no usable FUSE on the host */
  VIX_E_MNTAPI_ALREADY_OPENED = 24308,
  VIX_E_MNTAPI_ITEM_NOT_FOUND = 24309,
  VIX_E_MNTAPI_UNSUPPROTED_BOOT_LOADER = 24310,
  VIX_E_MNTAPI_UNSUPPROTED_OS = 24311, /* no known system on the disks */
  VIX_E_MNTAPI_CODECONVERSION = 24312,
  VIX_E_MNTAPI_REGWRITE_ERROR = 24313,
  VIX_E_MNTAPI_UNSUPPORTED_FT_VOLUME = 24314,
  VIX_E_MNTAPI_PARTITION_NOT_FOUND = 24315,
  VIX_E_MNTAPI_PUTFILE_ERROR = 24316,
  VIX_E_MNTAPI_GETFILE_ERROR = 24317,
  VIX_E_MNTAPI_REG_NOT_OPENED = 24318,
  VIX_E_MNTAPI_REGDELKEY_ERROR = 24319,
  VIX_E_MNTAPI_CREATE_PARTITIONTABLE_ERROR = 24320,
  VIX_E_MNTAPI_OPEN_FAILURE = 24321,
  VIX_E_MNTAPI_VOLUME_NOT_WRITABLE = 24322,

  /* Asynchronous input and output */
  VIX_ASYNC = 25000, /* request accepted; not an error */
  VIX_E_ASYNC_MIXEDMODE_UNSUPPORTED = 26000,

  /* HTTP */
  VIX_E_NET_HTTP_UNSUPPORTED_PROTOCOL = 30001,
  VIX_E_NET_HTTP_URL_MALFORMAT = 30003,
  VIX_E_NET_HTTP_COULDNT_RESOLVE_PROXY = 30005,
  VIX_E_NET_HTTP_COULDNT_RESOLVE_HOST = 30006,
  VIX_E_NET_HTTP_COULDNT_CONNECT = 30007,
  VIX_E_NET_HTTP_HTTP_RETURNED_ERROR = 30022,
  VIX_E_NET_HTTP_OPERATION_TIMEDOUT = 30028,
  VIX_E_NET_HTTP_SSL_CONNECT_ERROR = 30035,
  VIX_E_NET_HTTP_TOO_MANY_REDIRECTS = 30047,
  VIX_E_NET_HTTP_TRANSFER = 30200,
  VIX_E_NET_HTTP_SSL_SECURITY = 30201,
  VIX_E_NET_HTTP_GENERIC = 30202
};
#endif /* _VIX_H_ */

/* ---- Constants ---------------------------------------------------------------------------- */

/* Bytes in a sector, as this interface counts them. */
#define VIXDISKLIB_SECTOR_SIZE 512

/* Limits of VixDiskLib_QueryAllocatedBlocks: sectors in a chunk, chunks in a query. */
#define VIXDISKLIB_MIN_CHUNK_SIZE 128
#define VIXDISKLIB_MAX_CHUNK_SIZE (128 * 1024)
#define VIXDISKLIB_MAX_CHUNK_NUMBER (512 * 1024)

/* Virtual hardware versions. Any other number is accepted as well. */
#define VIXDISKLIB_HWVERSION_WORKSTATION_4 3
#define VIXDISKLIB_HWVERSION_WORKSTATION_5 4
#define VIXDISKLIB_HWVERSION_ESX30 VIXDISKLIB_HWVERSION_WORKSTATION_5
#define VIXDISKLIB_HWVERSION_WORKSTATION_6 6
#define VIXDISKLIB_HWVERSION_ESX4X 7
#define VIXDISKLIB_HWVERSION_ESX50 8
#define VIXDISKLIB_HWVERSION_ESX51 9
#define VIXDISKLIB_HWVERSION_ESX55 10
#define VIXDISKLIB_HWVERSION_ESX60 11
#define VIXDISKLIB_HWVERSION_ESX65 13
#define VIXDISKLIB_HWVERSION_CURRENT VIXDISKLIB_HWVERSION_ESX65

/* Flags of VixDiskLib_Open. Bits without a name are ignored. */
#define VIXDISKLIB_FLAG_OPEN_UNBUFFERED (1 << 0)  /* hint: bypass the page cache of the host */
#define VIXDISKLIB_FLAG_OPEN_SINGLE_LINK (1 << 1) /* this link alone, not its parents */
#define VIXDISKLIB_FLAG_OPEN_READ_ONLY (1 << 2)   /* refuse every change */
/* Compression of network transports; ignored for local disks. */
#define VIXDISKLIB_FLAG_OPEN_COMPRESSION_ZLIB (1 << 4)
#define VIXDISKLIB_FLAG_OPEN_COMPRESSION_FASTLZ (1 << 5)
#define VIXDISKLIB_FLAG_OPEN_COMPRESSION_SKIPZ (1 << 6)
#define VIXDISKLIB_FLAG_OPEN_COMPRESSION_MASK 0x000003f0

/* ---- Types -------------------------------------------------------------------------------- */

/* A position or a length in sectors of 512 bytes. */
typedef uint64 VixDiskLibSectorType;

/* An open disk: one link, or a chain of links that reads as one disk. */
typedef struct VixDiskLibHandleStruct VixDiskLibHandleStruct;
typedef VixDiskLibHandleStruct* VixDiskLibHandle;

/* A connection: where disks are opened. */
typedef struct VixDiskLibConnectParam* VixDiskLibConnection;

/* Cylinders, heads and sectors per track, as a BIOS or a disk reports them. */
typedef struct VixDiskLibGeometry {
  uint32 cylinders;
  uint32 heads;
  uint32 sectors;
} VixDiskLibGeometry;

/* How a disk lies in its files. */
typedef enum {
  VIXDISKLIB_DISK_MONOLITHIC_SPARSE = 1, /* one growing file, descriptor inside */
  VIXDISKLIB_DISK_MONOLITHIC_FLAT = 2,   /* a descriptor and one full-size file */
  VIXDISKLIB_DISK_SPLIT_SPARSE = 3,      /* growing files of at most 2 GB each */
  VIXDISKLIB_DISK_SPLIT_FLAT = 4,        /* full-size files of at most 2 GB each */
  VIXDISKLIB_DISK_VMFS_FLAT = 5,         /* ESX: a descriptor and one full-size file */
  VIXDISKLIB_DISK_STREAM_OPTIMIZED = 6,  /* compressed, written once from start to end */
  VIXDISKLIB_DISK_VMFS_THIN = 7,         /* ESX: like VMFS_FLAT, space taken when written */
  VIXDISKLIB_DISK_VMFS_SPARSE = 8,       /* ESX: redo log of a snapshot */
  VIXDISKLIB_DISK_UNKNOWN = 256
} VixDiskLibDiskType;

/* The controller that the guest sees. */
typedef enum {
  VIXDISKLIB_ADAPTER_IDE = 1,
  VIXDISKLIB_ADAPTER_SCSI_BUSLOGIC = 2,
  VIXDISKLIB_ADAPTER_SCSI_LSILOGIC = 3, /* also the later SAS and paravirtual ones */
  VIXDISKLIB_ADAPTER_UNKNOWN = 256
} VixDiskLibAdapterType;

/* What VixDiskLib_Create and VixDiskLib_Clone make. */
typedef struct VixDiskLibCreateParams {
  VixDiskLibDiskType diskType;
  VixDiskLibAdapterType adapterType;
  uint16 hwVersion;
  VixDiskLibSectorType capacity; /* in sectors of 512 bytes */
  uint32 logicalSectorSize;      /* in bytes: 512 or 4096; everything else counts as 512 */
  uint32 physicalSectorSize;     /* in bytes, as above */
} VixDiskLibCreateParams;

/* The member of VixDiskLibConnectParams.creds that is in use. 0 is fine for local disks. */
typedef enum {
  VIXDISKLIB_CRED_UID = 1,       /* user name and password */
  VIXDISKLIB_CRED_SESSIONID = 2, /* session cookie */
  VIXDISKLIB_CRED_TICKETID = 3,  /* ticket */
  VIXDISKLIB_CRED_SSPI = 4,      /* the current user; Windows only */
  VIXDISKLIB_CRED_UNKNOWN = 256
} VixDiskLibCredType;

/* The member of VixDiskLibConnectParams.spec that is in use. 0 for everything local. */
typedef enum {
  VIXDISKLIB_SPEC_VMX = 0,             /* vmxSpec names a virtual machine */
  VIXDISKLIB_SPEC_VSTORAGE_OBJECT = 1, /* spec names a first-class disk */
  VIXDISKLIB_SPEC_UNKNOWN = 256
} VixDiskLibSpecType;

/* A first-class disk: its id, its datastore, its snapshot. */
typedef struct VixDiskLibVStorageObjectSpec {
  char* id;
  char* datastoreMoRef;
  char* ssId;
} VixDiskLibVStorageObjectSpec;

/* Private state of the library inside VixDiskLibConnectParams. */
typedef struct VixDiskLibConnectParamsState VixDiskLibConnectParamsState;

/* A ticket; opaque. */
struct VixDiskLibTicketIdCreds;

/*
 * Where to connect. A local connection has serverName, vmxSpec and the strings of spec all not
 * given; the credentials are then ignored.
 *
 * Older generations of this structure end after nfcHostPort. The library reads the rest only of
 * structures that it allocated itself (VixDiskLib_AllocateConnectParams).
 */
typedef struct VixDiskLibConnectParams {
  char* vmxSpec;    /* virtual machine: "moref=vm-42", or its .vmx path and datacenter */
  char* serverName; /* name or address of the server */
  char* thumbPrint; /* fingerprint of the server's certificate */
  long privateUse;  /* ignored */
  VixDiskLibCredType credType;

  union VixDiskLibCreds {
    struct VixDiskLibUidPasswdCreds {
      char* userName;
      char* password;
    } uid;
    struct VixDiskLibSessionIdCreds {
      char* cookie;
      char* userName;
      char* key;
    } sessionId;
    struct VixDiskLibTicketIdCreds* ticketId;
  } creds;

  uint32 port;        /* of the server; 0 is its default */
  uint32 nfcHostPort; /* of the host that copies the disks; 0 is its default */

  char* vimApiVer;                     /* ignored */
  char reserved[8];                    /* ignored */
  VixDiskLibConnectParamsState* state; /* leave alone */
  union {
    VixDiskLibVStorageObjectSpec vStorageObjSpec;
  } spec;
  VixDiskLibSpecType specType;
} VixDiskLibConnectParams;

/* What VixDiskLib_GetInfo tells about an open disk. */
typedef struct VixDiskLibInfo {
  VixDiskLibGeometry biosGeo;
  VixDiskLibGeometry physGeo;
  VixDiskLibSectorType capacity; /* in sectors of 512 bytes */
  VixDiskLibAdapterType adapterType;
  int numLinks;              /* open links: 1 for a base disk or a single link */
  char* parentFileNameHint;  /* as written in the descriptor; NULL for a base disk */
  char* uuid;                /* "60 00 c2 93 7b a0 3a 03-9f 22 56 c5 29 93 b7 27", or NULL */
  uint32 logicalSectorSize;  /* in bytes, never 0 */
  uint32 physicalSectorSize; /* in bytes, never 0 */
} VixDiskLibInfo;

/* A range that may hold data. */
typedef struct VixDiskLibBlock {
  VixDiskLibSectorType offset; /* first sector */
  VixDiskLibSectorType length; /* number of sectors */
} VixDiskLibBlock;

/* Ranges in ascending order that do not overlap. */
typedef struct VixDiskLibBlockList {
  uint32 numBlocks;          /* entries in blocks; may be 0 */
  VixDiskLibBlock blocks[1]; /* allocated with numBlocks entries */
} VixDiskLibBlockList;

/* ---- Callbacks ---------------------------------------------------------------------------- */

/*
 * Receives one message as a printf format and its arguments, to be used at most once. May come
 * on any thread that is inside a call of the library, and on threads of the library.
 */
typedef void(VixDiskLibGenericLogFunc)(const char* fmt, va_list args);

/* As above with a routing number. No call of this interface takes one. */
typedef void(VixDiskLibGenericLogVFunc)(int routing, const char* fmt, va_list args);

/*
 * Reports the progress of a long call on the calling thread. percentCompleted is 0 to 100 and
 * may repeat. The result is ignored.
 */
typedef Bool (*VixDiskLibProgressFunc)(void* progressData, int percentCompleted);

/*
 * Reports the end of an asynchronous request: exactly once for each that was accepted, on any
 * thread, possibly before the call that made the request has returned. The library holds no lock
 * meanwhile: the callback may call it, and may make further requests.
 */
typedef void (*VixDiskLibCompletionCB)(void* cbData, VixError result);

/* ---- Start and end ------------------------------------------------------------------------ */

/**
 * Starts the library; the same as VixDiskLib_InitEx without a configuration file.
 */
VixError VixDiskLib_Init(uint32 majorVersion, uint32 minorVersion, VixDiskLibGenericLogFunc* log,
                         VixDiskLibGenericLogFunc* warn, VixDiskLibGenericLogFunc* panic,
                         const char* libDir);

/**
 * Starts the library.
 *
 * Calls may be nested: each needs its VixDiskLib_Exit. Starts no thread and installs no signal
 * handler. A program that forks may do so before or after.
 *
 * @param majorVersion, minorVersion  Version of the interface that the client was written for;
 *                    every version is accepted.
 * @param log, warn, panic  Receive the messages of the library; each may be NULL.
 * @param libDir      Ignored: the library needs no companion files. May be NULL.
 * @param configFile  Lines of NAME = "VALUE"; # begins a comment. NULL, or a file that cannot be
 *                    read, is no error. Names in any case; unknown ones are ignored. The keys:
 *                      tmpDirectory                   folder in which volumes are mounted
 *                      vixDiskLib.transport.LogLevel  0 to 6 (3): messages of this library
 *                      vixMntapi.cfg.LogLevel         0 to 6 (3): messages of libvixMntapi
 *                      vixmount.allowedFolders        folders, separated by colons, from which
 *                                                     disks may take extents and parents
 *                      vixmount.keyFile               file that lists the keys of encrypted
 *                                                     volumes: see VixMntapi_Init
 *                      vixmount.subvolume             subvolume that volumes of Btrfs show: see
 *                                                     VixMntapi_Init
 *                      vixmount.ignoreCidMismatch     1: open chains whose content ids differ
 *                      vixmount.allowOther            1: other users may use the mounts
 *                      vixmount.uid, vixmount.gid     owner of everything in the mounts
 */
VixError VixDiskLib_InitEx(uint32 majorVersion, uint32 minorVersion, VixDiskLibGenericLogFunc* log,
                           VixDiskLibGenericLogFunc* warn, VixDiskLibGenericLogFunc* panic,
                           const char* libDir, const char* configFile);

/**
 * Ends the library. The last one of nested calls closes the disks and connections that are still
 * open. VixDiskLib_InitEx may follow. May be called from an atexit handler.
 */
void VixDiskLib_Exit(void);

/**
 * The names of the transports, joined by colons: "file". Works before VixDiskLib_InitEx.
 * The text is static and must not be freed.
 */
const char* VixDiskLib_ListTransportModes(void);

/**
 * Releases what earlier runs left behind on a server. Nothing to do for local connections:
 * stores 0 in both numbers and returns VIX_OK.
 *
 * @param numCleanedUp, numRemaining  Each may be NULL.
 */
VixError VixDiskLib_Cleanup(const VixDiskLibConnectParams* connectParams, uint32* numCleanedUp,
                            uint32* numRemaining);

/* ---- Connections -------------------------------------------------------------------------- */

/**
 * Makes a connection; the same as VixDiskLib_ConnectEx with readOnly FALSE and no further wishes.
 */
VixError VixDiskLib_Connect(const VixDiskLibConnectParams* connectParams,
                            VixDiskLibConnection* connection);

/**
 * Makes a connection, to be released with VixDiskLib_Disconnect.
 *
 * Local disks only: parameters that name a server, a virtual machine or a first-class disk are
 * answered with VIX_E_NOT_SUPPORTED.
 *
 * @param connectParams   NULL for a local connection.
 * @param readOnly        Non-zero: disks are opened read-only even without the flag.
 * @param snapshotRef     Ignored for local connections.
 * @param transportModes  Ignored for local connections.
 */
VixError VixDiskLib_ConnectEx(const VixDiskLibConnectParams* connectParams, Bool readOnly,
                              const char* snapshotRef, const char* transportModes,
                              VixDiskLibConnection* connection);

/**
 * Keeps a virtual machine where it is while its disks are open. Nothing to do for local
 * connections: VIX_OK.
 */
VixError VixDiskLib_PrepareForAccess(const VixDiskLibConnectParams* connectParams,
                                     const char* identity);

/**
 * Lifts what VixDiskLib_PrepareForAccess did. Nothing to do for local connections: VIX_OK.
 */
VixError VixDiskLib_EndAccess(const VixDiskLibConnectParams* connectParams, const char* identity);

/**
 * Releases a connection. Disks that are still open on it stay usable until they are closed.
 */
VixError VixDiskLib_Disconnect(VixDiskLibConnection connection);

/**
 * Allocates connection parameters, all zero, to be freed with VixDiskLib_FreeConnectParams.
 * Works before VixDiskLib_InitEx. NULL if memory is short.
 */
VixDiskLibConnectParams* VixDiskLib_AllocateConnectParams(void);

/**
 * Copies the parameters of a connection, to be freed with VixDiskLib_FreeConnectParams. Secrets
 * are left out.
 */
VixError VixDiskLib_GetConnectParams(const VixDiskLibConnection connection,
                                     VixDiskLibConnectParams** connectParams);

/**
 * Frees parameters that the library allocated, and the strings that it put into them. Strings
 * that the caller stored there remain the caller's and are not looked at.
 */
void VixDiskLib_FreeConnectParams(VixDiskLibConnectParams* connectParams);

/* ---- Open disks --------------------------------------------------------------------------- */

/**
 * Opens a disk, to be closed with VixDiskLib_Close.
 *
 * Opens the link that path names and all its parents, unless VIXDISKLIB_FLAG_OPEN_SINGLE_LINK is
 * given. Parents and extents are looked for beside the disk and in the folders that the
 * configuration allows; names in a descriptor that point elsewhere are refused.
 *
 * @param path   The descriptor (.vmdk), absolute or relative to the working directory; or
 *               "raw:PATH" for a file or device whose bytes are the disk.
 * @param flags  VIXDISKLIB_FLAG_OPEN_...
 * @return VIX_E_FILE_NOT_FOUND (disk or extent), VIX_E_FILE_ACCESS_ERROR,
 *         VIX_E_DISK_INVALIDDISK (not a virtual disk, or damaged),
 *         VIX_E_DISK_UNSUPPORTEDDISKVERSION, VIX_E_DISK_NOTSUPPORTED, VIX_E_DISK_NEEDKEY,
 *         VIX_E_DISK_OPENPARENT, VIX_E_DISK_CID_MISMATCH.
 */
VixError VixDiskLib_Open(const VixDiskLibConnection connection, const char* path, uint32 flags,
                         VixDiskLibHandle* diskHandle);

/**
 * Closes a disk after the asynchronous requests on it have ended. The handle is gone whatever the
 * result is.
 */
VixError VixDiskLib_Close(VixDiskLibHandle diskHandle);

/**
 * Describes a disk. The structure and its strings are freed with VixDiskLib_FreeInfo.
 */
VixError VixDiskLib_GetInfo(VixDiskLibHandle diskHandle, VixDiskLibInfo** info);

/** Frees the result of VixDiskLib_GetInfo. */
void VixDiskLib_FreeInfo(VixDiskLibInfo* info);

/**
 * The transport of an open disk: "file". The text is static and must not be freed. NULL if the
 * handle is not open.
 */
const char* VixDiskLib_GetTransportMode(VixDiskLibHandle diskHandle);

/**
 * Reads sectors. Areas that were never written read as zeros.
 *
 * @param startSector, numSectors  In sectors of 512 bytes. 0 sectors: VIX_OK.
 * @param readBuffer  numSectors * VIXDISKLIB_SECTOR_SIZE bytes, at any alignment. Its content is
 *                    undefined after an error.
 * @return VIX_E_DISK_OUTOFRANGE if the range goes beyond the capacity (nothing is read then),
 *         VIX_E_FILE_ERROR, VIX_E_DISK_INVALIDDISK (damage found on the way).
 */
VixError VixDiskLib_Read(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                         VixDiskLibSectorType numSectors, uint8* readBuffer);

/**
 * Reads sectors in the background.
 *
 * The buffer must live until the callback has come. Requests may end in any order, and may be
 * mixed with VixDiskLib_Read.
 *
 * @param callback  Gets what VixDiskLib_Read would have returned.
 * @param cbData    Handed to the callback.
 * @return VIX_ASYNC: accepted, the callback comes exactly once. Everything else: not accepted,
 *         the callback does not come.
 */
VixError VixDiskLib_ReadAsync(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                              VixDiskLibSectorType numSectors, uint8* readBuffer,
                              VixDiskLibCompletionCB callback, void* cbData);

/**
 * Waits until the callbacks of all requests accepted on the handle have returned. Not to be
 * called from such a callback.
 */
VixError VixDiskLib_Wait(VixDiskLibHandle diskHandle);

/**
 * Lists the ranges that may hold data, in any link of the chain. What is not listed reads as
 * zeros.
 *
 * @param startSector, numSectors  The range asked for; cut off at the capacity.
 * @param chunkSize  Granularity in sectors, VIXDISKLIB_MIN_CHUNK_SIZE to
 *                   VIXDISKLIB_MAX_CHUNK_SIZE. The range may have at most
 *                   VIXDISKLIB_MAX_CHUNK_NUMBER chunks.
 * @param blockList  Freed with VixDiskLib_FreeBlockList. Never NULL after success.
 * @return VIX_E_INVALID_ARG for a chunk size or a number of chunks outside these limits.
 */
VixError VixDiskLib_QueryAllocatedBlocks(VixDiskLibHandle diskHandle,
                                         VixDiskLibSectorType startSector,
                                         VixDiskLibSectorType numSectors,
                                         VixDiskLibSectorType chunkSize,
                                         VixDiskLibBlockList** blockList);

/** Frees a block list. VIX_OK, also for NULL. */
VixError VixDiskLib_FreeBlockList(VixDiskLibBlockList* blockList);

/**
 * Reads one metadata value of a disk: an entry "ddb.KEY" of its descriptor.
 *
 * @param key          The name without "ddb.", for example "adapterType".
 * @param buf, bufLen  Receives the value with its NUL; NULL and 0 to learn the length.
 * @param requiredLen  Receives the length with its NUL, in bytes; may be NULL.
 * @return VIX_E_BUFFER_TOOSMALL (buf is untouched then), VIX_E_DISK_KEY_NOTFOUND.
 */
VixError VixDiskLib_ReadMetadata(VixDiskLibHandle diskHandle, const char* key, char* buf,
                                 size_t bufLen, size_t* requiredLen);

/**
 * Lists the metadata keys of a disk: each with its NUL, one after the other, then one more NUL.
 * Buffer, length and result are as with VixDiskLib_ReadMetadata.
 */
VixError VixDiskLib_GetMetadataKeys(VixDiskLibHandle diskHandle, char* keys, size_t maxLen,
                                    size_t* requiredLen);

/* ---- Changing disks ----------------------------------------------------------------------- */

/*
 * In this release the calls of this group answer VIX_E_NOT_SUPPORTED. The comments say what they
 * stand for. progressFunc and progressCallbackData may be NULL everywhere.
 */

/** Creates a disk of zeros. The file must not exist (VIX_E_FILE_ALREADY_EXISTS). */
VixError VixDiskLib_Create(const VixDiskLibConnection connection, const char* path,
                           const VixDiskLibCreateParams* createParams,
                           VixDiskLibProgressFunc progressFunc, void* progressCallbackData);

/**
 * Creates a redo log on an open parent.
 *
 * @param diskType  VIXDISKLIB_DISK_MONOLITHIC_SPARSE or VIXDISKLIB_DISK_SPLIT_SPARSE.
 */
VixError VixDiskLib_CreateChild(VixDiskLibHandle diskHandle, const char* childPath,
                                VixDiskLibDiskType diskType, VixDiskLibProgressFunc progressFunc,
                                void* progressCallbackData);

/**
 * Writes sectors; the counterpart of VixDiskLib_Read. 0 sectors are VIX_OK in this release, too,
 * and a read-only handle is VIX_E_FILE_READ_ONLY.
 */
VixError VixDiskLib_Write(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                          VixDiskLibSectorType numSectors, const uint8* writeBuffer);

/** Writes sectors in the background; the counterpart of VixDiskLib_ReadAsync. */
VixError VixDiskLib_WriteAsync(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                               VixDiskLibSectorType numSectors, const uint8* writeBuffer,
                               VixDiskLibCompletionCB callback, void* cbData);

/** Makes completed writes durable. VIX_OK in this release: there are none. */
VixError VixDiskLib_Flush(VixDiskLibHandle diskHandle);

/** Creates or replaces a metadata value; the counterpart of VixDiskLib_ReadMetadata. */
VixError VixDiskLib_WriteMetadata(VixDiskLibHandle diskHandle, const char* key, const char* val);

/** Deletes one link of a disk: its descriptor and all its extents. */
VixError VixDiskLib_Unlink(VixDiskLibConnection connection, const char* path);

/**
 * Makes a disk larger. The disk must not be open.
 *
 * @param capacity        The new total, in sectors.
 * @param updateGeometry  Non-zero: compute the geometry anew.
 */
VixError VixDiskLib_Grow(VixDiskLibConnection connection, const char* path,
                         VixDiskLibSectorType capacity, Bool updateGeometry,
                         VixDiskLibProgressFunc progressFunc, void* progressCallbackData);

/** Gives grains of zeros of a sparse disk back to the host. The capacity stays. */
VixError VixDiskLib_Shrink(VixDiskLibHandle diskHandle, VixDiskLibProgressFunc progressFunc,
                           void* progressCallbackData);

/** Puts the grains of a sparse disk in order. */
VixError VixDiskLib_Defragment(VixDiskLibHandle diskHandle, VixDiskLibProgressFunc progressFunc,
                               void* progressCallbackData);

/** Renames a local disk with its extents. The new name must not exist. */
VixError VixDiskLib_Rename(const char* srcFileName, const char* dstFileName);

/**
 * Copies a disk, with its parents, into a new one.
 *
 * @param vixCreateParams  Kind of the new disk. Its capacity is ignored: the source's is taken.
 * @param overWrite        Non-zero: the destination may exist.
 */
VixError VixDiskLib_Clone(const VixDiskLibConnection dstConnection, const char* dstPath,
                          const VixDiskLibConnection srcConnection, const char* srcPath,
                          const VixDiskLibCreateParams* vixCreateParams,
                          VixDiskLibProgressFunc progressFunc, void* progressCallbackData,
                          Bool overWrite);

/**
 * The bytes that a clone would need.
 *
 * @param cloneDiskType  VIXDISKLIB_DISK_UNKNOWN for the type of the source.
 */
VixError VixDiskLib_SpaceNeededForClone(VixDiskLibHandle diskHandle,
                                        VixDiskLibDiskType cloneDiskType, uint64* spaceNeeded);

/** Whether VixDiskLib_Attach would work. Changes nothing. */
VixError VixDiskLib_IsAttachPossible(VixDiskLibHandle parent, VixDiskLibHandle child);

/**
 * Puts a chain that was opened as a single link on top of a parent chain. Afterwards child stands
 * for the whole, and parent is used up.
 */
VixError VixDiskLib_Attach(VixDiskLibHandle parent, VixDiskLibHandle child);

/**
 * Checks a sparse disk, and repairs it if repair is non-zero. VIX_E_DISK_NEEDSREPAIR for damage
 * that a repair would mend, VIX_E_DISK_CANTREPAIR for other damage.
 */
VixError VixDiskLib_CheckRepair(const VixDiskLibConnection connection, const char* filename,
                                Bool repair);

/* ---- Error texts, tests ------------------------------------------------------------------- */

/**
 * A text in English for an error: a sentence for its code and, if it is the code of the last
 * failed call on this thread, a second one that says which file and why. Works before
 * VixDiskLib_InitEx.
 *
 * @param err     Bits above the code are ignored.
 * @param locale  Ignored; NULL.
 * @return Never NULL, must not be changed. Valid until it is passed to VixDiskLib_FreeErrorText;
 *         a client that never does so may keep it, at a bounded cost.
 */
char* VixDiskLib_GetErrorText(VixError err, const char* locale);

/** Releases a text of VixDiskLib_GetErrorText. */
void VixDiskLib_FreeErrorText(char* errMsg);

/** A hook for tests that some clients link. Injects nothing and returns FALSE. */
Bool VixDiskLib_SetInjectedFault(int id, Bool enabled, int err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#if defined(__cplusplus)
}
#endif

#endif /* _VIXDISKLIB_H_ */
