#include "fs/fat/small_volume.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

std::vector<std::byte> bytes_of(const std::string& name) {
  const auto text = read_file(std::string(VIXMOUNT_SOURCE_DIR "/fuzz/") + name);
  const auto disk =
      fuzz::SparseDisk::parse(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return io::read_bytes(*disk, 0, disk->size());
}

}  // namespace

io::SourcePtr small_volume(const std::string& name) {
  return std::make_shared<io::MemorySource>(bytes_of(name));
}

io::SourcePtr small_volume_with(const std::string& name, std::uint64_t offset,
                                std::string_view bytes) {
  auto volume = bytes_of(name);
  std::ranges::copy(as_bytes(bytes), volume.begin() + static_cast<std::ptrdiff_t>(offset));
  return std::make_shared<io::MemorySource>(std::move(volume));
}

}  // namespace vixmount::test
