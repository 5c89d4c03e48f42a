// An ISO 9660 volume: which of its trees is read, and by what rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fs/file_system.hpp"
#include "fs/iso9660/directory_record.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/rock_ridge.hpp"
#include "fs/iso9660/volume_descriptors.hpp"

namespace vixmount::fs::iso9660 {

enum class Names : std::uint8_t { plain, rock_ridge, joliet };
std::string_view name_of(Names names) noexcept;

// Const and safe from many threads.
class Volume {
 public:
  // Error{damaged}, Error{io}.
  static Volume read(io::SourcePtr source, const VolumeDescriptors& descriptors,
                     const Options& options);

  const io::SourcePtr& source() const noexcept { return source_; }
  const MetadataCache& cache() const noexcept { return cache_; }
  std::uint32_t block_size() const noexcept { return block_size_; }  // bytes
  std::uint32_t block_count() const noexcept { return block_count_; }
  Names names() const noexcept { return names_; }
  // Why it is not the tree that Linux prefers, for people; or empty.
  const std::string& remark() const noexcept { return remark_; }
  // Where the root's directory begins, in bytes.
  std::uint64_t root() const noexcept { return root_; }
  // Bytes on the volume.
  ByteRange path_table() const noexcept { return path_table_; }
  // True when a file that says it is on volume `number` of the set is on this one. Volumes are
  // numbered from 1; makers who do not care write 0.
  bool is_volume(std::uint16_t number) const noexcept {
    return set_size_ <= 1 || number == 0 || number == sequence_number_;
  }

  std::uint64_t position_of_block(std::uint32_t block) const noexcept {
    return std::uint64_t{block} * block_size_;
  }
  RockRidge rock_ridge(const DirectoryRecord& record) const {
    return read_rock_ridge(cache_, block_size_, rules_.use,
                           record.position == root_ ? rules_.skip_in_root : rules_.skip, record);
  }

 private:
  Volume(io::SourcePtr source, const layout::VolumeDescriptor& descriptor, Names names);
  static Volume read_primary(const io::SourcePtr& source, const VolumeDescriptors& descriptors,
                             bool use_rock_ridge);
  void learn_rules();

  io::SourcePtr source_;
  MetadataCache cache_;
  std::uint32_t block_size_;
  std::uint32_t block_count_;
  std::uint16_t set_size_;
  std::uint16_t sequence_number_;
  std::uint64_t root_;
  ByteRange path_table_;
  Names names_;
  SystemUseRules rules_;
  std::string remark_;
};

}  // namespace vixmount::fs::iso9660
