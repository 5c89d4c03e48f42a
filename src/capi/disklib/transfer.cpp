// VixDiskLib_Read ... FreeBlockList: the content of open disks.
#include <algorithm>
#include <cstdlib>

#include "base/checked.hpp"
#include "capi/disklib/allocated_blocks.hpp"
#include "capi/disklib/library.hpp"

using namespace vixmount;
using namespace vixmount::capi;

namespace {

void require_buffer(const void* buffer, VixDiskLibSectorType sectors) {
  if (sectors != 0) require(buffer, "the buffer");
}

// The range of a query, cut off at the capacity; the limits are those of the API.
VixError query(const Call& call, const OpenDisk& disk, VixDiskLibSectorType start,
               VixDiskLibSectorType count, VixDiskLibSectorType chunk, VixDiskLibBlockList** list) {
  if (chunk < VIXDISKLIB_MIN_CHUNK_SIZE || chunk > VIXDISKLIB_MAX_CHUNK_SIZE)
    return call.refuse(VIX_E_INVALID_ARG, "chunks of {} sectors; {} to {} are possible", chunk,
                       VIXDISKLIB_MIN_CHUNK_SIZE, VIXDISKLIB_MAX_CHUNK_SIZE);
  if (const auto chunks = divide_rounding_up(count, chunk); chunks > VIXDISKLIB_MAX_CHUNK_NUMBER)
    return call.refuse(VIX_E_INVALID_ARG, "{} chunks in one query; {} are possible", chunks,
                       VIXDISKLIB_MAX_CHUNK_NUMBER);
  const auto first = std::min(start, disk.sectors());
  const auto sectors = std::min(count, disk.sectors() - first);
  *list = to_block_list(allocated_blocks(disk.source(), first, sectors, chunk));
  return VIX_OK;
}

// Nothing can be written in this release; what is asked is checked all the same.
VixError check_write(const Call& call, const OpenDisk& disk, VixDiskLibSectorType start,
                     VixDiskLibSectorType count, const void* buffer) {
  disk.check_range(start, count);
  if (count == 0) return VIX_OK;
  require(buffer, "the buffer");
  if (disk.is_read_only())
    return call.refuse(VIX_E_FILE_READ_ONLY, "{}: was opened read-only", disk.name().path);
  return call.refuse(VIX_E_NOT_SUPPORTED, "{}: this release does not write to disks",
                     disk.name().path);
}

}  // namespace

VixError VixDiskLib_Read(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                         VixDiskLibSectorType numSectors, uint8* readBuffer) {
  return answer_for_disk("VixDiskLib_Read", diskHandle,
                         [&](const Call&, Library&, OpenDisk& disk) -> VixError {
                           disk.check_range(startSector, numSectors);
                           require_buffer(readBuffer, numSectors);
                           disk.read(startSector, numSectors, readBuffer);
                           return VIX_OK;
                         });
}

VixError VixDiskLib_ReadAsync(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                              VixDiskLibSectorType numSectors, uint8* readBuffer,
                              VixDiskLibCompletionCB callback, void* cbData) {
  return answer_for_disk("VixDiskLib_ReadAsync", diskHandle,
                         [&](const Call&, Library& library, OpenDisk& disk) -> VixError {
                           disk.check_range(startSector, numSectors);
                           require_buffer(readBuffer, numSectors);
                           if (callback == nullptr)
                             fail(ErrorKind::invalid_argument, "callback must not be NULL");
                           const auto read = [&disk, startSector, numSectors, readBuffer] {
                             return answer(kDiskLibDoor, "VixDiskLib_ReadAsync",
                                           [&](const Call&) -> VixError {
                                             disk.read(startSector, numSectors, readBuffer);
                                             return VIX_OK;
                                           });
                           };
                           disk.start_request(library.pool(), read, callback, cbData);
                           return VIX_ASYNC;
                         });
}

VixError VixDiskLib_Wait(VixDiskLibHandle diskHandle) {
  return answer_for_disk(
      "VixDiskLib_Wait", diskHandle, [](const Call& call, Library&, OpenDisk& disk) -> VixError {
        if (disk.wait_for_requests()) return VIX_OK;
        return call.refuse(VIX_E_OBJECT_IS_BUSY, "called from a callback that it would wait for");
      });
}

VixError VixDiskLib_Write(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                          VixDiskLibSectorType numSectors, const uint8* writeBuffer) {
  return answer_for_disk("VixDiskLib_Write", diskHandle,
                         [&](const Call& call, Library&, OpenDisk& disk) {
                           return check_write(call, disk, startSector, numSectors, writeBuffer);
                         });
}

VixError VixDiskLib_WriteAsync(VixDiskLibHandle diskHandle, VixDiskLibSectorType startSector,
                               VixDiskLibSectorType numSectors, const uint8* writeBuffer,
                               VixDiskLibCompletionCB callback, void* cbData) {
  return answer_for_disk("VixDiskLib_WriteAsync", diskHandle,
                         [&](const Call& call, Library& library, OpenDisk& disk) -> VixError {
                           if (callback == nullptr)
                             fail(ErrorKind::invalid_argument, "callback must not be NULL");
                           const auto code =
                               check_write(call, disk, startSector, numSectors, writeBuffer);
                           if (code != VIX_OK) return code;
                           disk.start_request(
                               library.pool(), [] { return VixError{VIX_OK}; }, callback, cbData);
                           return VIX_ASYNC;
                         });
}

VixError VixDiskLib_Flush(VixDiskLibHandle diskHandle) {
  return answer_for_disk("VixDiskLib_Flush", diskHandle,
                         [](const Call&, Library&, OpenDisk&) -> VixError { return VIX_OK; });
}

VixError VixDiskLib_QueryAllocatedBlocks(VixDiskLibHandle diskHandle,
                                         VixDiskLibSectorType startSector,
                                         VixDiskLibSectorType numSectors,
                                         VixDiskLibSectorType chunkSize,
                                         VixDiskLibBlockList** blockList) {
  if (blockList != nullptr) *blockList = nullptr;
  return answer_for_disk("VixDiskLib_QueryAllocatedBlocks", diskHandle,
                         [&](const Call& call, Library&, OpenDisk& disk) -> VixError {
                           require(blockList, "blockList");
                           return query(call, disk, startSector, numSectors, chunkSize, blockList);
                         });
}

VixError VixDiskLib_FreeBlockList(VixDiskLibBlockList* blockList) {
  std::free(blockList);
  return VIX_OK;
}
