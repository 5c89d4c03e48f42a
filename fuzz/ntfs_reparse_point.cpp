// One value as $REPARSE_POINT of every kind, as $EA, and as the content of an Interix file.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fs/ntfs/extended_attributes.hpp"
#include "fs/ntfs/interix.hpp"
#include "fs/ntfs/reparse_point.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::ntfs;

void read_point(BytesView value) {
  const auto point = parse_reparse_point(value);
  if (name_of_reparse_tag(point.tag).empty()) __builtin_trap();
  is_cloud_tag(point.tag);
  fuzz::tolerate([&] { node_type_of(point, fs::NodeType::regular); });
  fuzz::tolerate([&] { nfs_device_of(point); });
  fuzz::tolerate([&] { parse_wof(point); });
  fuzz::tolerate([&] {
    const auto target = link_target_of(point);
    if (!target) return;
    for (const std::size_t depth : {0, 1, 7})
      if (target->posix_path(depth).find('\\') != std::string::npos &&
          target->kind != LinkTarget::Kind::posix)
        __builtin_trap();
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  fuzz::tolerate([&] { read_point(BytesView(bytes)); });
  fuzz::tolerate([&] { parse_wsl_metadata(BytesView(bytes)); });
  parse_interix(io::MemorySource(std::vector<std::byte>(bytes.begin(), bytes.end())));
  return 0;
}
