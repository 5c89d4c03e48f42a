#include "fs/ntfs/edited_image.hpp"

#include <stdexcept>

#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kCluster = 4096;
constexpr std::size_t kRecord = 1024;

}  // namespace

EditedImage::EditedImage(const std::string& path) {
  const auto content = test::read_file(path);
  const auto* first = reinterpret_cast<const std::byte*>(content.data());
  bytes_.assign(first, first + content.size());
}

std::uint64_t EditedImage::get(std::size_t offset, std::size_t width) const {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes_.at(offset + i));
  return value;
}

void EditedImage::put(std::size_t offset, std::uint64_t value, std::size_t width) {
  test_bytes::put(bytes_, offset, value, width);
}

std::size_t EditedImage::record(std::uint64_t number) const {
  return get(0x30, 8) * kCluster + number * kRecord;
}

std::size_t EditedImage::mirrored_record(std::uint64_t number) const {
  return get(0x38, 8) * kCluster + number * kRecord;
}

std::size_t EditedImage::attribute(std::uint64_t record_number, std::uint32_t type) const {
  const auto begin = record(record_number);
  for (auto at = begin + get(begin + 20, 2); at < begin + kRecord; at += get(at + 4, 4)) {
    if (get(at, 4) == type) return at;
    if (get(at, 4) == 0xFFFFFFFF) break;
  }
  throw std::runtime_error("no such attribute");
}

io::SourcePtr EditedImage::source() const { return std::make_shared<io::MemorySource>(bytes_); }

}  // namespace vixmount::fs::ntfs
