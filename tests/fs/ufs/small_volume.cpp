#include "fs/ufs/small_volume.hpp"

#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "support/support.hpp"

namespace vixmount::test {

std::vector<std::byte> ufs_bytes(const std::string& name) {
  const auto text = read_file(std::string(VIXMOUNT_SOURCE_DIR "/fuzz/") + name);
  const auto disk =
      fuzz::SparseDisk::parse(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return io::read_bytes(*disk, 0, disk->size());
}

io::SourcePtr ufs_volume(const std::string& name) {
  return std::make_shared<io::MemorySource>(ufs_bytes(name));
}

}  // namespace vixmount::test
