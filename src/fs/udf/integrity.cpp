#include "fs/udf/integrity.hpp"

#include "base/error.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

// Each leads on to a further extent when it is full: write-once media have some.
constexpr unsigned kMostDescriptors = 4096;

Integrity parse(BytesView bytes) {
  const auto head = bytes.get<layout::IntegrityDescriptor>(0);
  const auto numbers = bytes.from(sizeof(head));
  Integrity out;
  out.is_closed = head.type != 0;
  for (std::uint32_t i = 0; i < head.partition_count; ++i)
    out.free_blocks.push_back(numbers.le32_at(std::size_t{i} * 4));
  if (head.use_length < sizeof(layout::IntegrityUse)) return out;
  const auto use =
      numbers.get<layout::IntegrityUse>(std::size_t{head.partition_count} * 2 * 4);
  out.file_count = use.file_count;
  out.directory_count = use.directory_count;
  out.least_read_revision = use.least_read_revision;
  return out;
}

}  // namespace

std::optional<Integrity> read_integrity(const Blocks& blocks, layout::Extent extent) {
  std::optional<Integrity> found;
  MetadataCursor cursor(*blocks.cache);
  std::uint32_t index = 0;
  try {
    for (unsigned i = 0; i < kMostDescriptors && index < extent.length / blocks.size; ++i) {
      const auto block =
          checked_add<std::uint32_t>(extent.location, index++, "integrity descriptor");
      const auto bytes = blocks.view(cursor, block);
      if (bytes.le16_at(0) != layout::kIntegrity) break;
      check_tag_at(bytes, block);
      found = parse(bytes);
      const auto next = bytes.get<layout::IntegrityDescriptor>(0).next;
      if (next.length == 0) continue;
      extent = next;
      index = 0;
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return found;
}

}  // namespace vixmount::fs::udf
