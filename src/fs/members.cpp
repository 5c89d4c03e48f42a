#include "fs/members.hpp"

#include "fs/btrfs/btrfs.hpp"

namespace vixmount::fs {

bool may_have_members(std::string_view type) noexcept { return type == "btrfs"; }

MemberIdentity identify_member(const io::ByteSource& volume) {
  return btrfs::identify_member(volume);
}

MemberReport check_members(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           const Log& log) {
  return btrfs::check_members(volume, siblings, log);
}

}  // namespace vixmount::fs
