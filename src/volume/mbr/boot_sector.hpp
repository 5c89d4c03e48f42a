// A file system's boot sector ends in 55 AA as well. This tells it from a partition table.
#pragma once

#include <optional>

#include "io/byte_source.hpp"
#include "volume/mbr/layout.hpp"

namespace vixmount::volume::mbr {

// The record at byte `offset` of `source`; nothing when it is not inside or has no 55 AA at its
// end. Error{io}.
std::optional<Record> read_record(const io::ByteSource& source, std::uint64_t offset);

// True for the boot sector of NTFS, exFAT, BitLocker (each by its name at byte 3) and FAT (by a
// whole plausible parameter block: boot loaders such as GRUB keep the block's place, but empty).
bool is_file_system_boot_sector(const Record& record);

}  // namespace vixmount::volume::mbr
