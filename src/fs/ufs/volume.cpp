#include "fs/ufs/volume.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ufs {

std::uint64_t Volume::offset_of(std::uint64_t fragment, std::uint64_t count,
                                const Reference& reference) const {
  if (!fits(fragment, count, superblock_.fragment_count)) [[unlikely]]
    fail_at(reference.named_at, "inode {}: {} in the {} fragments from {} on, of {}",
            reference.inode, reference.what, count, fragment, superblock_.fragment_count);
  return fragment * superblock_.fragment_size;
}

}  // namespace vixmount::fs::ufs
