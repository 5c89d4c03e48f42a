#include "fs/ufs/small_volume.hpp"

#include "base/text.hpp"
#include "fs/support/walk.hpp"
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

fs::NodeId find(const fs::FileSystem& files, const std::string& path) {
  auto node = files.root();
  for (const auto part : split(path, '/')) node = files.lookup(node, part).value();
  return node;
}

std::string content(const fs::FileSystem& files, const std::string& path) {
  return content_of(*files.open(find(files, path)));
}

}  // namespace vixmount::test
