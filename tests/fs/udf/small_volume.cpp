#include "fs/udf/small_volume.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/bytes.hpp"
#include "fs/udf/udf.hpp"
#include "io/sources.hpp"
#include "sealed_descriptors.hpp"
#include "sparse_disk.hpp"
#include "support/support.hpp"

namespace vixmount::test {

SmallUdf::SmallUdf(const std::string& name) {
  const auto text = read_file(std::string(VIXMOUNT_SOURCE_DIR "/fuzz/") + name);
  const auto disk =
      fuzz::SparseDisk::parse(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  bytes_ = io::read_bytes(*disk, 0, disk->size());
}

std::size_t SmallUdf::find(std::uint16_t identifier, std::uint32_t location,
                           std::size_t from) const {
  const BytesView view(bytes_);
  for (auto at = from / kBlock * kBlock; at + kBlock <= bytes_.size(); at += kBlock)
    if (view.le16_at(at) == identifier && view.le32_at(at + 12) == location) return at;
  throw std::runtime_error("no such descriptor");
}

std::size_t SmallUdf::find_text(std::string_view text, std::size_t from) const {
  const auto wanted = as_bytes(text);
  const auto found = std::search(bytes_.begin() + static_cast<std::ptrdiff_t>(from), bytes_.end(),
                                 wanted.begin(), wanted.end());
  if (found == bytes_.end()) throw std::runtime_error("no such text");
  return static_cast<std::size_t>(found - bytes_.begin());
}

void SmallUdf::put(std::size_t offset, std::string_view bytes) {
  std::ranges::copy(as_bytes(bytes), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
}

void SmallUdf::put_sealed(std::size_t descriptor, std::size_t offset, std::string_view bytes) {
  put(offset, bytes);
  fuzz::seal_descriptor(std::span(bytes_).subspan(descriptor, kBlock));
}

io::SourcePtr SmallUdf::source() const { return std::make_shared<io::MemorySource>(bytes_); }

fs::FileSystemPtr SmallUdf::open() const {
  return fs::udf::open(source(), fs::udf::Options{}, Log{});
}

}  // namespace vixmount::test
