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
#include "volume/key_ring.hpp"

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

// Whether the bytes of something are all there.
enum class Condition : std::uint8_t {
  good,
  degraded,    // all bytes can be read, but members are missing
  incomplete,  // members are missing, and bytes with them
  locked,      // encrypted, and no key that was given fits
  unusable,    // damaged, or made in a way that is not supported
};

struct Health {
  Condition condition = Condition::good;
  std::string detail;  // for people: "2 of 3 members", "PV x is missing"; empty when good
  friend bool operator==(const Health&, const Health&) = default;
};

struct Volume {
  VolumeType type = VolumeType::unknown;
  // What made it: "mbr", "gpt", "bsd", "apple", "sun", "lvm2", "md", "ldm", "luks", "bitlocker";
  // "whole disk" for a disk that nothing cuts.
  std::string scheme;
  std::string name;    // for people: "disk 1 partition 2", "/dev/vg/root"; resolve() fills it
  std::string layout;  // how it is made: "linear", "raid5", "thin", "aes-xts-plain64"; may be empty
  std::string uuid;    // as its scheme writes it (LV, array, LDM volume, LUKS header); may be empty
  Health health;       // of an incomplete or unusable volume `source` throws where it is read
  std::optional<std::size_t> disk;      // index in the set, where the volume lies on a single disk
  std::optional<std::uint64_t> offset;  // bytes, in that disk
  std::uint64_t size = 0;               // bytes that can be read; equals source->size()
  std::uint32_t partition_number = 0;   // as Linux counts (logical ones from 5); 0: not a partition
  std::string type_code;                // MBR "0x83"; GPT the type GUID
  std::string type_name;                // "Linux filesystem", for people
  std::string partition_label;          // GPT name
  std::string partition_uuid;           // Linux' PARTUUID: GPT GUID, or "diskid-nn" for MBR
  // Names by which the guest may know it, other than by its place: "/dev/VG/LV", "/dev/md0",
  // "/dev/mapper/luks-UUID"; the best first.
  std::vector<std::string> device_names;
  std::string drive_letter;  // a hint of the scheme (LDM): "E:"; empty: none
  io::SourcePtr source;      // never null
};

// A disk of the set as the resolver sees it.
struct DiskInput {
  io::SourcePtr source;
  // 512 or 4096: the unit of MBR tables. GPT names its own unit by its header's place, so both are
  // tried there, this one first.
  std::uint32_t logical_sector_size = 512;
};

// One box of the stack that leads from the disks to the volumes.
struct Layer {
  enum class Kind : std::uint8_t {
    disk,
    group,  // a partition table, volume group, array, encryption: what makes volumes of its members
    volume,  // made by a group; listed, or a member of further groups
  };
  Kind kind = Kind::disk;
  std::string name;    // "disk 1"; "vg0"; "disk 1 partition 2", "/dev/vg0/root"
  std::string scheme;  // group: as Volume::scheme, else empty
  std::string layout;  // volume: as Volume::layout
  std::string uuid;
  std::uint64_t size = 0;  // bytes; of a group the sum of its members
  Health health;
  // Indices of the layers right below: none for a disk, the members for a group, its group for a
  // volume.
  std::vector<std::size_t> on;
  std::optional<std::size_t> volume;  // index in Resolution::volumes, where it is listed there
};

struct Resolution {
  std::vector<Volume> volumes;  // in the order of the tables, disk by disk, then groups
  std::vector<Layer> layers;    // each behind the layers it is on
  // What could not be used, for people: "disk 1: the GPT header at byte 512 has a wrong checksum;
  // its backup was used". Disks are counted from 1.
  std::vector<std::string> remarks;
};

// Says whether a source holds a file system or another known content; false where it cannot be
// read. Asked only about a disk that has both a partition table and, perhaps, a file system of its
// own (see docs/formats/partition-tables.md); without it the table always wins.
using Recognise = std::function<bool(const io::SourcePtr&)>;

// Finds all volumes of a disk set. A pure worklist over the schemes' probes, bounded in depth and
// count; a disk without a table is one whole-disk volume. A disk whose first bytes cannot be read
// is a whole-disk volume too, with a remark: the other disks of the set stay usable, and whoever
// reads that volume gets the error. `keys` are used up here and need not outlive the call.
Resolution resolve(const std::vector<DiskInput>& disks, const Log& log,
                   const Recognise& recognise = {}, const KeyRing& keys = {});

}  // namespace vixmount::volume
