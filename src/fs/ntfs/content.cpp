#include "fs/ntfs/content.hpp"

#include "base/error.hpp"
#include "fs/ntfs/compression/compression_unit_source.hpp"
#include "fs/ntfs/compression/wof_source.hpp"
#include "fs/ntfs/layout.hpp"
#include "fs/ntfs/node.hpp"
#include "fs/ntfs/reparse_point.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ntfs {
namespace {

// True when all bytes are on this volume: a place holder is sparse until it was fetched.
bool is_local(const Node& node) {
  const auto& standard = node.standard();
  if (standard.has(DosAttribute::offline) || standard.has(DosAttribute::recall_on_open) ||
      standard.has(DosAttribute::recall_on_data_access))
    return false;
  if (!node.data() || node.data()->attribute.is_resident()) return true;
  const auto sizes = node.data()->attribute.sizes();
  return sizes.on_disk >= sizes.allocated && sizes.initialized == sizes.data;
}

io::SourcePtr open_wof(const Node& node, const ReparsePoint& point) {
  const auto number = node.file().number();
  const auto wof = parse_wof(point);
  if (wof.provider != WofProvider::file || wof.algorithm == WofAlgorithm::unknown)
    fail(ErrorKind::unsupported,
         "MFT record {}: its content is {} (Windows Overlay Filter, provider {}, algorithm {})",
         number,
         wof.provider == WofProvider::wim ? "in a WIM archive" : "compressed in an unknown way",
         wof.provider_value, wof.algorithm_value);
  if (!node.wof_data())
    fail(ErrorKind::damaged, "MFT record {}: its compressed content is missing (no stream {})",
         number, kWofStreamName);
  return with_context(fmt::format("MFT record {}", number), [&] {
    return std::make_shared<WofSource>(open_attribute(node.file(), *node.wof_data()), wof.algorithm,
                                       node.content_size());
  });
}

io::SourcePtr open_compressed(const File& file, const FoundAttribute& data) {
  return with_context(
      fmt::format("MFT record {}, {}", file.number(), data.attribute.description()), [&] {
        const auto sizes = data.attribute.sizes();
        if (data.attribute.compression_unit() == 0)
          fail_at(data.attribute.bytes().origin(), "it is compressed in units of no size");
        return std::make_shared<CompressionUnitSource>(
            file.mft()->volume(), file.mft()->geometry(), file.runs_of(data),
            data.attribute.compression_unit(), sizes.data, sizes.initialized);
      });
}

}  // namespace

io::SourcePtr open_attribute(const File& file, const FoundAttribute& data) {
  const auto& attribute = data.attribute;
  if (attribute.is_encrypted())
    fail(ErrorKind::encrypted,
         "MFT record {}: {} is encrypted by the guest (EFS); it can be read with a key of the user",
         file.number(), attribute.description());
  if (attribute.is_resident() || !attribute.is_compressed()) return file.open_stored(data);
  const unsigned method = attribute.flags() & layout::kAttributeCompressionMask;
  if (method != layout::kAttributeLznt1)
    fail(ErrorKind::unsupported, "MFT record {}: {} is compressed by an unknown method ({})",
         file.number(), attribute.description(), method);
  return open_compressed(file, data);
}

io::SourcePtr open_content(const Node& node) {
  const auto number = node.file().number();
  if (node.has_reparse_point()) {
    const auto bytes = node.reparse_bytes();
    const auto point = parse_reparse_point(BytesView(bytes));
    if (point.is(ReparseTag::wof)) return open_wof(node, point);
    if (point.is(ReparseTag::deduplicated))
      fail(ErrorKind::unsupported,
           "MFT record {}: its content is deduplicated; it lies in the volume's chunk store",
           number);
    if (is_cloud_tag(point.tag) && !is_local(node))
      fail(ErrorKind::unsupported,
           "MFT record {} is a place holder ({}); its content is not on this volume", number,
           name_of_reparse_tag(point.tag));
  }
  if (!node.data()) return std::make_shared<io::MemorySource>(std::vector<std::byte>{});
  return open_attribute(node.file(), *node.data());
}

}  // namespace vixmount::fs::ntfs
