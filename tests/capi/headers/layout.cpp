// Sizes, offsets and types of everything that crosses the interface, for Linux on LP64. The
// figures are those of the 7.0 generation of the interface. Checked by the compiler.

#include <cstddef>
#include <type_traits>

#include "vixDiskLib.h"
#include "vixMntapi.h"

#define EXPECT_SIZE(type, size) static_assert(sizeof(type) == (size), #type)
#define EXPECT_FIELD(type, field, offset, field_type)                 \
  static_assert(offsetof(type, field) == (offset), #type "." #field); \
  static_assert(std::is_same<decltype(type::field), field_type>::value, "type of " #type "." #field)
#define EXPECT_ENUM(type)                                                            \
  static_assert(std::is_enum<type>::value && sizeof(type) == 4 &&                    \
                    std::is_same<std::underlying_type_t<type>, unsigned int>::value, \
                #type)

// Basic types, by what they are and not only by their size: overloads depend on it.
static_assert(std::is_same<Bool, char>::value, "Bool");
static_assert(std::is_same<uint8, unsigned char>::value, "uint8");
static_assert(std::is_same<uint16, unsigned short>::value, "uint16");
static_assert(std::is_same<uint32, unsigned int>::value, "uint32");
static_assert(std::is_same<uint64, unsigned long>::value, "uint64");
static_assert(std::is_same<int8, signed char>::value, "int8");
static_assert(std::is_same<int16, short>::value, "int16");
static_assert(std::is_same<int32, int>::value, "int32");
static_assert(std::is_same<int64, long>::value, "int64");
static_assert(std::is_same<VixError, unsigned long>::value, "VixError");
static_assert(std::is_same<VixDiskLibSectorType, unsigned long>::value, "VixDiskLibSectorType");

EXPECT_ENUM(VixDiskLibDiskType);
EXPECT_ENUM(VixDiskLibAdapterType);
EXPECT_ENUM(VixDiskLibCredType);
EXPECT_ENUM(VixDiskLibSpecType);
EXPECT_ENUM(VixOsFamily);
EXPECT_ENUM(VixVolumeType);

static_assert(std::is_same<VixDiskLibGenericLogFunc, void(const char*, va_list)>::value, "log");
static_assert(std::is_same<VixDiskLibGenericLogVFunc, void(int, const char*, va_list)>::value,
              "log with routing");
static_assert(std::is_same<VixDiskLibProgressFunc, char (*)(void*, int)>::value, "progress");
static_assert(std::is_same<VixDiskLibCompletionCB, void (*)(void*, unsigned long)>::value,
              "completion");

EXPECT_SIZE(VixDiskLibGeometry, 12);
static_assert(alignof(VixDiskLibGeometry) == 4, "VixDiskLibGeometry");
EXPECT_FIELD(VixDiskLibGeometry, cylinders, 0, uint32);
EXPECT_FIELD(VixDiskLibGeometry, heads, 4, uint32);
EXPECT_FIELD(VixDiskLibGeometry, sectors, 8, uint32);

EXPECT_SIZE(VixDiskLibCreateParams, 32);
EXPECT_FIELD(VixDiskLibCreateParams, diskType, 0, VixDiskLibDiskType);
EXPECT_FIELD(VixDiskLibCreateParams, adapterType, 4, VixDiskLibAdapterType);
EXPECT_FIELD(VixDiskLibCreateParams, hwVersion, 8, uint16);
EXPECT_FIELD(VixDiskLibCreateParams, capacity, 16, VixDiskLibSectorType);
EXPECT_FIELD(VixDiskLibCreateParams, logicalSectorSize, 24, uint32);
EXPECT_FIELD(VixDiskLibCreateParams, physicalSectorSize, 28, uint32);

using Credentials = VixDiskLibConnectParams::VixDiskLibCreds;
EXPECT_SIZE(VixDiskLibConnectParams, 128);
EXPECT_FIELD(VixDiskLibConnectParams, vmxSpec, 0, char*);
EXPECT_FIELD(VixDiskLibConnectParams, serverName, 8, char*);
EXPECT_FIELD(VixDiskLibConnectParams, thumbPrint, 16, char*);
EXPECT_FIELD(VixDiskLibConnectParams, privateUse, 24, long);
EXPECT_FIELD(VixDiskLibConnectParams, credType, 32, VixDiskLibCredType);
EXPECT_FIELD(VixDiskLibConnectParams, creds, 40, Credentials);
EXPECT_FIELD(VixDiskLibConnectParams, port, 64, uint32);
EXPECT_FIELD(VixDiskLibConnectParams, nfcHostPort, 68, uint32);
EXPECT_FIELD(VixDiskLibConnectParams, vimApiVer, 72, char*);
EXPECT_FIELD(VixDiskLibConnectParams, reserved, 80, char[8]);
EXPECT_FIELD(VixDiskLibConnectParams, state, 88, VixDiskLibConnectParamsState*);
EXPECT_FIELD(VixDiskLibConnectParams, specType, 120, VixDiskLibSpecType);
static_assert(offsetof(VixDiskLibConnectParams, spec) == 96, "spec");
static_assert(sizeof(VixDiskLibConnectParams::spec) == 24, "spec");
static_assert(offsetof(VixDiskLibConnectParams, spec.vStorageObjSpec.ssId) == 112, "spec");

EXPECT_SIZE(Credentials, 24);
static_assert(offsetof(VixDiskLibConnectParams, creds.uid.userName) == 40, "creds.uid");
static_assert(offsetof(VixDiskLibConnectParams, creds.uid.password) == 48, "creds.uid");
static_assert(offsetof(VixDiskLibConnectParams, creds.sessionId.cookie) == 40, "creds.sessionId");
static_assert(offsetof(VixDiskLibConnectParams, creds.sessionId.userName) == 48, "creds.sessionId");
static_assert(offsetof(VixDiskLibConnectParams, creds.sessionId.key) == 56, "creds.sessionId");
EXPECT_FIELD(Credentials, ticketId, 0, VixDiskLibTicketIdCreds*);

EXPECT_SIZE(VixDiskLibVStorageObjectSpec, 24);
EXPECT_FIELD(VixDiskLibVStorageObjectSpec, id, 0, char*);
EXPECT_FIELD(VixDiskLibVStorageObjectSpec, datastoreMoRef, 8, char*);
EXPECT_FIELD(VixDiskLibVStorageObjectSpec, ssId, 16, char*);

EXPECT_SIZE(VixDiskLibInfo, 64);
EXPECT_FIELD(VixDiskLibInfo, biosGeo, 0, VixDiskLibGeometry);
EXPECT_FIELD(VixDiskLibInfo, physGeo, 12, VixDiskLibGeometry);
EXPECT_FIELD(VixDiskLibInfo, capacity, 24, VixDiskLibSectorType);
EXPECT_FIELD(VixDiskLibInfo, adapterType, 32, VixDiskLibAdapterType);
EXPECT_FIELD(VixDiskLibInfo, numLinks, 36, int);
EXPECT_FIELD(VixDiskLibInfo, parentFileNameHint, 40, char*);
EXPECT_FIELD(VixDiskLibInfo, uuid, 48, char*);
EXPECT_FIELD(VixDiskLibInfo, logicalSectorSize, 56, uint32);
EXPECT_FIELD(VixDiskLibInfo, physicalSectorSize, 60, uint32);

EXPECT_SIZE(VixDiskLibBlock, 16);
EXPECT_FIELD(VixDiskLibBlock, offset, 0, VixDiskLibSectorType);
EXPECT_FIELD(VixDiskLibBlock, length, 8, VixDiskLibSectorType);

EXPECT_SIZE(VixDiskLibBlockList, 24);
EXPECT_FIELD(VixDiskLibBlockList, numBlocks, 0, uint32);
EXPECT_FIELD(VixDiskLibBlockList, blocks, 8, VixDiskLibBlock[1]);

EXPECT_SIZE(VixOsInfo, 40);
EXPECT_FIELD(VixOsInfo, family, 0, VixOsFamily);
EXPECT_FIELD(VixOsInfo, majorVersion, 4, uint32);
EXPECT_FIELD(VixOsInfo, minorVersion, 8, uint32);
EXPECT_FIELD(VixOsInfo, osIs64Bit, 12, Bool);
EXPECT_FIELD(VixOsInfo, vendor, 16, char*);
EXPECT_FIELD(VixOsInfo, edition, 24, char*);
EXPECT_FIELD(VixOsInfo, osFolder, 32, char*);

EXPECT_SIZE(VixVolumeInfo, 32);
EXPECT_FIELD(VixVolumeInfo, type, 0, VixVolumeType);
EXPECT_FIELD(VixVolumeInfo, isMounted, 4, Bool);
EXPECT_FIELD(VixVolumeInfo, symbolicLink, 8, char*);
EXPECT_FIELD(VixVolumeInfo, numGuestMountPoints, 16, std::size_t);
EXPECT_FIELD(VixVolumeInfo, inGuestMountPoints, 24, char* [1]);

EXPECT_SIZE(VixDiskSetInfo, 16);
EXPECT_FIELD(VixDiskSetInfo, openFlags, 0, uint32);
EXPECT_FIELD(VixDiskSetInfo, mountPath, 8, char*);
