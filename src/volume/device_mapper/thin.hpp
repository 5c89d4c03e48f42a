// Thin provisioning (dm-thin): a pool of blocks, and thin devices that take theirs from it.
//
// The pool keeps its maps in a metadata device, the blocks in a data device. A thin device's map()
// composes to extents of the data device; blocks that were never written, or were discarded, are
// holes or come from the external origin. What follows the superblock is read when it is needed,
// and kept within a bound. Formats: docs/formats/device-mapper.md. All sizes in bytes. Safe from
// many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::volume::device_mapper {

class ThinPool;
using ThinPoolPtr = std::shared_ptr<const ThinPool>;

struct ThinPoolOptions {
  // What the volume manager believes: of both, a difference from the superblock is told in
  // `remarks`, and the superblock is followed.
  std::uint64_t block_size = 0;                 // 0: not known
  std::optional<std::uint64_t> transaction_id;  // LVM's transaction_id of the pool's segment
};

// `remarks` receives sentences for people: the pool needs a check, transaction ids differ. Throws
// Error{damaged} with the byte offset in `metadata`, Error{unsupported} or
// Error{unsupported_version} when the superblock cannot be used. `data` may be null or shorter than
// the pool believes (members are missing): blocks that are not there throw where they are read.
ThinPoolPtr open_thin_pool(io::SourcePtr metadata, io::SourcePtr data,
                           const ThinPoolOptions& options, std::vector<std::string>& remarks);

// One device as the pool's own list has it.
struct ThinDevice {
  std::uint32_t id = 0;              // LVM's device_id
  std::uint64_t mapped_bytes = 0;    // of the pool's blocks, shared ones included
  std::uint64_t transaction_id = 0;  // of the pool when the device was made
};

// All devices, by id. Bounded: Error{limit_exceeded} beyond 1 Mi devices.
std::vector<ThinDevice> list_thin_devices(const ThinPool& pool);

// A thin device by its id, as `size` bytes. `external_origin` answers for unmapped blocks, zeros
// behind its end; null: they are holes. Throws Error{not_found} when the pool has no such device.
// Damage further below throws where it is met by map() or read().
io::SourcePtr open_thin(const ThinPoolPtr& pool, std::uint32_t device_id, std::uint64_t size,
                        io::SourcePtr external_origin = nullptr);

}  // namespace vixmount::volume::device_mapper
