// $Secure: the length of $SII's root, that root, $SDS; the same once more 256 KiB behind, where the
// copies are. The last part is read as a descriptor too, and the root as that of $ObjId:$O.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/object_id.hpp"
#include "fs/ntfs/security.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::ntfs;

constexpr std::size_t kHeader = 2;
constexpr std::uint64_t kCopyDistance = 256 << 10;

IndexParts parts_of(const std::vector<std::byte>& root) {
  IndexParts parts;
  parts.root = root;
  parts.cluster_size = 4096;
  parts.what = "index";
  return parts;
}

io::SourcePtr stream_of(const std::vector<std::byte>& bytes) {
  const auto content = std::make_shared<io::MemorySource>(bytes);
  return std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      content,
      std::make_shared<io::ZeroSource>(kCopyDistance - std::min(kCopyDistance, content->size())),
      content});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(std::as_bytes(std::span(data, size)));
  if (size < kHeader) return 0;
  const auto root_length = std::min<std::size_t>(input.le16_at(0), size - kHeader);
  const auto copy = [](BytesView bytes) {
    return std::vector<std::byte>(bytes.span().begin(), bytes.span().end());
  };
  const auto root = copy(input.sub(kHeader, root_length));
  const auto stream = copy(input.from(kHeader + root_length));
  fuzz::tolerate([&] {
    const SecurityDescriptors descriptors(Index(parts_of(root)), stream_of(stream));
    for (const std::uint32_t id : {0U, 0x100U, 0x101U, 0xFFFFFFFFU})
      fuzz::tolerate([&] { descriptors.find(id); });
  });
  fuzz::tolerate([&] {
    const ObjectIds ids{Index(parts_of(root))};
    complete_object_id(std::string(16, '\1'), &ids);
  });
  security_hash(BytesView(stream));
  fuzz::tolerate([&] {
    if (trim_descriptor(BytesView(stream)).size() > stream.size()) __builtin_trap();
  });
  return 0;
}
