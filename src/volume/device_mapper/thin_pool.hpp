// What an opened thin pool is, for the sources of its devices.
#pragma once

#include <cstdint>
#include <optional>

#include "io/byte_source.hpp"
#include "volume/device_mapper/persistent_data/btree.hpp"
#include "volume/device_mapper/thin.hpp"
#include "volume/device_mapper/thin_layout.hpp"

namespace vixmount::volume::device_mapper {

// Const and safe from many threads.
class ThinPool {
 public:
  ThinPool(MetadataBlocks blocks, const thin_layout::Superblock& superblock, io::SourcePtr data);

  std::uint64_t block_size() const noexcept { return block_size_; }  // bytes
  // Device id to DeviceDetails.
  BTree details() const;
  // The tree of a device: its blocks to mappings. Throws Error{not_found}, Error{damaged}.
  BTree mapping_of(std::uint32_t device_id) const;

  // `length` bytes that begin `skip` bytes into block `block` of the data; they may go on into the
  // blocks behind it. `offset`: of the mapping in the metadata, for messages.
  io::Extent map_data(std::uint64_t block, std::uint64_t skip, std::uint64_t length,
                      std::uint64_t offset) const;

 private:
  NodeCachePtr nodes_;
  io::SourcePtr data_;  // may be null
  std::uint64_t block_size_;
  std::uint64_t mapping_root_;
  std::uint64_t details_root_;
};

}  // namespace vixmount::volume::device_mapper
