#include "fs/ntfs/node_streams.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ntfs/node_id.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {

std::vector<NamedStream> named_streams(const Node& node) {
  std::vector<NamedStream> out;
  node.file().for_each(AttributeType::data, [&](const Record& record, const Attribute& attribute) {
    if (attribute.name().empty()) return true;
    auto name = to_utf8(Utf16View(attribute.name().span()));
    if (node.is_compressed_by_wof() && name == kWofStreamName) return true;
    if (out.size() >= kMostStreams)
      fail(ErrorKind::limit_exceeded, "MFT record {} has more than {} streams",
           node.file().number(), kMostStreams);
    out.push_back({std::move(name), {record, attribute}});
    return true;
  });
  std::sort(out.begin(), out.end(),
            [](const NamedStream& a, const NamedStream& b) { return a.name < b.name; });
  return out;
}

std::optional<std::size_t> find_stream(const std::vector<NamedStream>& streams,
                                       const Upcase& upcase, std::string_view name) {
  for (std::size_t i = 0; i < streams.size(); ++i)
    if (streams[i].name == name) return i;
  const auto wanted = from_utf8(name);
  if (!wanted) return std::nullopt;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const Utf16View candidate(streams[i].data.attribute.name().span());
    if (upcase.compare_ignoring_case(candidate, Utf16View(std::u16string_view(*wanted))) == 0)
      return i;
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::ntfs
