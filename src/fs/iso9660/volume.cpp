#include "fs/iso9660/volume.hpp"

#include <utility>

#include "base/error.hpp"
#include "fs/iso9660/directory.hpp"

namespace vixmount::fs::iso9660 {
namespace {

constexpr std::uint32_t kSmallestBlock = 512;

}  // namespace

std::string_view name_of(Names names) noexcept {
  switch (names) {
    case Names::rock_ridge:
      return "Rock Ridge";
    case Names::joliet:
      return "Joliet";
    case Names::plain:
      break;
  }
  return "plain";
}

Volume::Volume(io::SourcePtr source, const layout::VolumeDescriptor& descriptor, Names names)
    : source_(source),
      cache_(std::move(source)),
      block_size_(descriptor.block_size.little),
      block_count_(descriptor.space_size.little),
      set_size_(descriptor.set_size.little),
      sequence_number_(descriptor.sequence_number.little),
      root_(0),
      names_(names) {
  if (!is_power_of_two(block_size_) || block_size_ < kSmallestBlock ||
      block_size_ > layout::kSectorBytes)
    fail_at(layout::kFirstDescriptor + offsetof(layout::VolumeDescriptor, block_size),
            "logical blocks of {} bytes", block_size_);
  root_ = position_of_block(descriptor.root.extent.little) +
          position_of_block(descriptor.root.extended_attribute_blocks);
  path_table_.begin = position_of_block(descriptor.path_table);
  path_table_.end = path_table_.begin + descriptor.path_table_size.little;
}

// The root's own record begins with the mark of the System Use Sharing Protocol, and names the
// extension.
void Volume::learn_rules() {
  MetadataCursor cursor(cache_);
  const auto self = read_record(cursor, root_).value();
  rules_ = rules_of_root(self);
  if (rock_ridge(self).has_extension_reference) names_ = Names::rock_ridge;
}

Volume Volume::read_primary(const io::SourcePtr& source, const VolumeDescriptors& descriptors,
                            bool use_rock_ridge) {
  Volume out(source, descriptors.primary, Names::plain);
  find_directory(out, out.root_);
  if (use_rock_ridge) out.learn_rules();
  return out;
}

Volume Volume::read(io::SourcePtr source, const VolumeDescriptors& descriptors,
                    const Options& options) {
  if (!options.joliet || !descriptors.joliet)
    return read_primary(source, descriptors, options.rock_ridge);
  std::string remark;
  if (options.rock_ridge) {
    try {
      auto primary = read_primary(source, descriptors, true);
      if (primary.names_ == Names::rock_ridge) {
        if (!is_empty(primary, find_directory(primary, primary.root_))) return primary;
        remark = "the primary root directory is empty, Joliet's is shown";
      }
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      remark = "the primary root directory is damaged, Joliet's is shown";
    }
  }
  try {
    Volume out(source, *descriptors.joliet, Names::joliet);
    find_directory(out, out.root_);
    out.remark_ = std::move(remark);
    return out;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    auto primary = read_primary(source, descriptors, options.rock_ridge);
    primary.remark_ = "Joliet's root directory is damaged, the primary one is shown";
    return primary;
  }
}

}  // namespace vixmount::fs::iso9660
