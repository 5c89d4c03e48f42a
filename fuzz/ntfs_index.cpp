// A directory or a view: the size of its clusters (a power of two), the length of $INDEX_ROOT, that
// value, a $BITMAP of 8 bytes, $INDEX_ALLOCATION. Listed, resumed at every entry and searched.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/directory.hpp"
#include "fs/ntfs/index.hpp"
#include "fs/ntfs/number_key.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs;
using namespace vixmount::fs::ntfs;

constexpr std::size_t kHeader = 4;
constexpr std::size_t kBitmap = 8;
constexpr std::size_t kMostEntries = 200;

void check_resumption(const Index& index) {
  std::vector<IndexPosition> positions;
  fuzz::tolerate([&] {
    index.scan({}, [&](const IndexEntry&, IndexPosition behind) {
      positions.push_back(behind);
      return positions.size() < kMostEntries;
    });
  });
  for (std::size_t i = 0; i + 1 < positions.size(); ++i) {
    std::optional<IndexPosition> next;
    fuzz::tolerate([&] {
      index.scan(positions[i], [&](const IndexEntry&, IndexPosition behind) {
        next = behind;
        return false;
      });
    });
    const bool same =
        next && next->node == positions[i + 1].node && next->entry == positions[i + 1].entry;
    if (!same) __builtin_trap();
  }
}

void read_directory(const Index& index, const Upcase& upcase) {
  std::vector<std::string> names;
  fuzz::tolerate([&] {
    list_names(index, 0, [&](const ListedName& name) {
      const bool sound = !name.name.empty() && name.name != ".." && name.next_cookie != 0 &&
                         name.name.find_first_of(std::string_view("/\0", 2)) == name.name.npos;
      if (!sound) __builtin_trap();
      names.emplace_back(name.name);
      return names.size() < kMostEntries;
    });
  });
  for (const auto& name : names)
    for (const bool case_sensitive : {false, true})
      fuzz::tolerate([&] { find_name(index, upcase, name, case_sensitive); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto upcase = Upcase::standard();
  const BytesView input(std::as_bytes(std::span(data, size)));
  if (size < kHeader + kBitmap) return 0;
  const auto root_length = std::min<std::size_t>(input.le16_at(2), size - kHeader - kBitmap);
  const auto piece = [&](std::size_t offset, std::size_t length) {
    const auto bytes = input.sub(offset, length).span();
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  };
  fuzz::tolerate([&] {
    IndexParts parts;
    parts.cluster_size = 512U << (input.u8(0) % 13);
    parts.what = "index";
    parts.root = piece(kHeader, root_length);
    parts.bitmap = std::make_shared<io::MemorySource>(piece(kHeader + root_length, kBitmap));
    const auto blocks = kHeader + root_length + kBitmap;
    parts.allocation = std::make_shared<io::MemorySource>(piece(blocks, size - blocks));
    const Index index(std::move(parts));
    check_resumption(index);
    read_directory(index, *upcase);
    fuzz::tolerate([&] { index.find(NumberKey(input.sub(0, kHeader).span())); });
  });
  return 0;
}
