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

// The root's own record begins with the mark of the System Use Sharing Protocol.
void Volume::learn_rules() {
  const auto root = find_directory(*this, root_);
  MetadataCursor cursor(cache_);
  rules_ = rules_of_root(read_record(cursor, root.records.begin).value());
  if (declares_rock_ridge()) names_ = Names::rock_ridge;
}

bool Volume::declares_rock_ridge() const {
  MetadataCursor cursor(cache_);
  return rock_ridge(read_record(cursor, root_).value()).has_extension_reference;
}

Volume Volume::read(io::SourcePtr source, const VolumeDescriptors& descriptors,
                    const Options& options) {
  const bool use_joliet = options.joliet && descriptors.joliet;
  try {
    Volume primary(source, descriptors.primary, Names::plain);
    if (options.rock_ridge) primary.learn_rules();
    // An image whose makers left the primary root empty shows its files by Joliet alone.
    const bool is_wanted = primary.names_ == Names::rock_ridge
                               ? !use_joliet || !is_empty(primary, find_directory(primary, primary.root_))
                               : !use_joliet;
    if (is_wanted) return primary;
  } catch (const Error& error) {
    // There is a second root.
    if (!use_joliet || error.kind() != ErrorKind::damaged) throw;
  }
  return Volume(std::move(source), *descriptors.joliet, Names::joliet);
}

}  // namespace vixmount::fs::iso9660
