// Volumes: the ranges of a disk set that hold file systems (or swap, or nothing known).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume {

// As the C API reports it (VixVolumeType); later schemes report the nearest, with detail in
// `scheme`.
enum class VolumeType : std::uint8_t {
  unknown = 0,  // whole-disk file systems too
  mbr_partition = 1,
  gpt_partition = 2,
  dynamic = 3,  // Windows LDM
  logical = 4,  // LVM
};

struct Volume {
  VolumeType type = VolumeType::unknown;
  std::string scheme;                   // "mbr", "gpt", "whole disk", later "lvm2", "md" ...
  std::optional<std::size_t> disk;      // index in the set, where the volume lies on a single disk
  std::optional<std::uint64_t> offset;  // bytes, in that disk
  std::uint64_t size = 0;               // bytes that can be read; equals source->size()
  std::uint32_t partition_number = 0;   // as Linux counts (logical ones from 5); 0: not a partition
  std::string type_code;                // MBR "0x83"; GPT the type GUID
  std::string type_name;                // "Linux filesystem", for people
  std::string partition_label;          // GPT name
  std::string partition_uuid;           // Linux' PARTUUID: GPT GUID, or "diskid-nn" for MBR
  std::vector<std::string>
      device_names;  // names the guest may use beside partitions: later /dev/VG/LV ...
  io::SourcePtr source;
};

// A disk of the set as the resolver sees it.
struct DiskInput {
  io::SourcePtr source;
  // 512 or 4096: the unit of MBR tables. GPT names its own unit by its header's place, so both are
  // tried there, this one first.
  std::uint32_t logical_sector_size = 512;
};

// What could not be used, for people: "disk 1: the GPT header at byte 512 has a wrong checksum; its
// backup was used". Disks are counted from 1.
struct Resolution {
  std::vector<Volume> volumes;  // in the order of the tables, disk by disk
  std::vector<std::string> remarks;
};

// Says whether a source holds a file system or another known content; false where it cannot be
// read. Asked only about a disk that has both a partition table and, perhaps, a file system of its
// own (see docs/formats/partition-tables.md); without it the table always wins.
using Recognise = std::function<bool(const io::SourcePtr&)>;

// Finds all volumes of a disk set. A pure worklist over the schemes' probes, bounded in depth and
// count; a disk without a table is one whole-disk volume. A disk whose first bytes cannot be read
// is a whole-disk volume too, with a remark: the other disks of the set stay usable, and whoever
// reads that volume gets the error.
Resolution resolve(const std::vector<DiskInput>& disks, const Log& log,
                   const Recognise& recognise = {});

}  // namespace vixmount::volume
