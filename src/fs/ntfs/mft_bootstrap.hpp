// Finding the master file table, which describes itself: its first record leads to the rest, part
// by part where it has an attribute list.
#pragma once

#include <memory>

#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/record.hpp"
#include "fs/ntfs/run_source.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// The record at byte `offset` of the volume. Error{damaged}.
Record read_single_record(const io::ByteSource& volume, const Geometry& geometry,
                          std::uint64_t number, std::uint64_t offset);

// The content of $MFT, by its base record. Error{damaged}.
std::shared_ptr<const RunSource> open_mft_table(const io::SourcePtr& volume,
                                                const Geometry& geometry, const Record& base);

}  // namespace vixmount::fs::ntfs
