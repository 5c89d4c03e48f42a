// An opened volume: its partitions and where its tree begins.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "fs/udf/file_entry.hpp"
#include "fs/udf/integrity.hpp"
#include "fs/udf/partition.hpp"
#include "fs/udf/volume_descriptors.hpp"

namespace vixmount::fs::udf {

class LogicalVolume {
 public:
  // Error{damaged}; Error{unsupported}, Error{unsupported_version} name what is not known.
  explicit LogicalVolume(const io::SourcePtr& source);
  LogicalVolume(const LogicalVolume&) = delete;
  LogicalVolume& operator=(const LogicalVolume&) = delete;

  const Blocks& blocks() const noexcept { return descriptors_.blocks; }
  const Partitions& partitions() const noexcept { return partitions_; }
  const std::string& label() const noexcept { return descriptors_.label; }
  const std::string& set_identifier() const noexcept { return descriptors_.set_identifier; }
  const std::optional<Integrity>& integrity() const noexcept { return integrity_; }
  std::uint16_t revision() const noexcept { return revision_; }  // 0x0201: UDF 2.01
  Location root() const noexcept { return root_; }

  // For free space: the partition of the file set, or the one that holds it.
  struct Space {
    std::uint16_t partition = 0;
    layout::PartitionDescriptor descriptor;
    bool is_virtual = false;  // written once: nothing is free
  };
  const Space& space() const noexcept { return space_; }

  // Remarks for people.
  const std::string& state() const noexcept { return state_; }

 private:
  // A partition that is blocks of the volume.
  struct Physical {
    std::uint16_t number = 0;            // of its partition map
    std::uint16_t partition_number = 0;  // of its descriptor
    const PhysicalPartition* partition = nullptr;
  };
  const layout::PartitionDescriptor& descriptor_of(std::uint16_t partition_number,
                                                   std::uint64_t named_at) const;
  const Physical& physical_under(std::uint16_t partition_number, std::uint64_t named_at) const;
  void open_plain(BytesView map, std::uint16_t number);
  void add_physical(std::uint16_t number, std::uint16_t partition_number);
  void open_dependent(BytesView map, std::uint16_t number);
  void read_file_set(const layout::LogicalVolume& volume);
  bool is_write_once() const;
  void add_remark(const std::string& remark);

  VolumeDescriptors descriptors_;
  std::optional<Integrity> integrity_;
  Partitions partitions_;
  std::vector<Physical> physical_;
  std::uint16_t revision_ = 0;
  Location root_;
  Space space_;
  std::string state_;
};

using LogicalVolumePtr = std::shared_ptr<const LogicalVolume>;

}  // namespace vixmount::fs::udf
