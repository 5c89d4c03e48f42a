// What Rock Ridge (RRIP) says of a file: POSIX names, attributes, links, devices, and where
// directories are that were too deep for plain ISO 9660.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "fs/file_system.hpp"
#include "fs/iso9660/directory_record.hpp"
#include "fs/iso9660/layout.hpp"
#include "fs/iso9660/symbolic_link.hpp"
#include "fs/iso9660/system_use.hpp"

namespace vixmount::fs::iso9660 {

struct RockRidge {
  // Longer names are none of Linux's.
  static constexpr std::size_t kMostNameBytes = 255;

  std::string name;                                   // NM; empty: none
  std::optional<layout::PosixAttributes> attributes;  // PX
  std::optional<layout::DeviceNumber> device;         // PN
  std::optional<Timestamp> created, modified, accessed, changed;  // TF
  std::optional<SymbolicLink> link;                   // SL
  std::optional<std::uint32_t> child;   // CL: the directory that belongs here, by its first block
  std::optional<std::uint32_t> parent;  // PL: the parent that such a directory belongs to
  bool is_relocated = false;            // RE: shown elsewhere, by a CL
  bool is_sparse = false;               // SF
  std::optional<layout::CompressedFile> compressed;  // ZF
  bool has_extension_reference = false;              // ER
  // Where the entries stopped making sense; those before it are in here.
  std::optional<Error> damage;

  void require_whole() const {
    if (damage) throw *damage;
  }
};

struct SystemUseRules {
  SystemUse use = SystemUse::ignored;
  std::uint8_t skip = 0;  // bytes in front of the first entry (SP)
  // The same in the root's own record, where SP itself is first: `skip` is of the others.
  std::uint8_t skip_in_root = 0;
};

// Of the root's own record: whether it begins with SP, at once or behind the attributes of CD-ROM
// XA, and what rules follow.
SystemUseRules rules_of_root(const DirectoryRecord& root);

// Entries begin `skip` bytes into the record's system use area. Damage is told in the result.
// Error{io}.
RockRidge read_rock_ridge(const MetadataCache& cache, std::uint32_t block_size, SystemUse use,
                          std::uint8_t skip, const DirectoryRecord& record);

}  // namespace vixmount::fs::iso9660
