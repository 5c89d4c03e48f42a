#include "fs/ntfs/mft_bootstrap.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/attribute_list.hpp"

namespace vixmount::fs::ntfs {
namespace {

struct TableAttributes {
  std::optional<Attribute> list;
  std::optional<Attribute> data;
};

TableAttributes find_attributes(const Record& base) {
  TableAttributes out;
  for (const auto& attribute : base.attributes()) {
    if (attribute.type() == AttributeType::attribute_list) out.list = attribute;
    if (attribute.type() == AttributeType::data && attribute.name().empty() &&
        attribute.lowest_vcn() == 0)
      out.data = attribute;
  }
  return out;
}

std::vector<std::byte> read_list(const io::SourcePtr& volume, const Geometry& geometry,
                                 const Attribute& list) {
  if (list.is_resident()) {
    const auto value = list.value().span();
    return {value.begin(), value.end()};
  }
  const auto sizes = list.sizes();
  if (sizes.data > kMostAttributeListBytes)
    fail_at(list.bytes().origin(), "$MFT has an attribute list of {} bytes", sizes.data);
  Runlist runs;
  append_runs(runs, list, geometry);
  const RunSource source(volume, geometry, std::move(runs), sizes.data, sizes.initialized);
  return io::read_bytes(source, 0, static_cast<std::size_t>(sizes.data));
}

// A record of the table by the runs that are known so far.
Record read_by_runs(const io::ByteSource& volume, const Geometry& geometry, const Runlist& runs,
                    std::uint64_t number) {
  std::vector<std::byte> bytes(geometry.record_size);
  const auto offset = checked_multiply(number, geometry.record_size, "place of an MFT record");
  auto first = offset;
  for (std::size_t done = 0; done < bytes.size();) {
    const auto extent = map_runs(volume, geometry, runs, offset + done, bytes.size() - done);
    const auto length = static_cast<std::size_t>(extent.length);
    io::read_extent(extent, std::span(bytes).subspan(done, length));
    done += length;
  }
  if (const auto* run = find_run(runs, offset / geometry.cluster_size); !run->is_hole())
    first = geometry.offset_of(run->lcn) + offset - run->vcn * geometry.cluster_size;
  return parse_record(number, BytesView(bytes, first));
}

}  // namespace

Record read_single_record(const io::ByteSource& volume, const Geometry& geometry,
                          std::uint64_t number, std::uint64_t offset) {
  if (!fits(offset, geometry.record_size, volume.size()))
    fail_at(offset, "MFT record {} is behind the end of the volume ({} bytes)", number,
            volume.size());
  const auto bytes = io::read_bytes(volume, offset, geometry.record_size);
  return parse_record(number, BytesView(bytes, offset));
}

std::shared_ptr<const RunSource> open_mft_table(const io::SourcePtr& volume,
                                                const Geometry& geometry, const Record& base) {
  const auto found = find_attributes(base);
  if (!base.in_use() || !found.data)
    fail_at(base.bytes().origin(), "MFT record 0 does not describe the master file table");
  Runlist runs;
  append_runs(runs, *found.data, geometry);
  if (found.list) {
    const auto bytes = read_list(volume, geometry, *found.list);
    for (const auto& entry : parse_attribute_list(BytesView(bytes))) {
      if (entry.type != AttributeType::data || !entry.name.empty() || entry.lowest_vcn == 0)
        continue;
      const auto record = read_by_runs(*volume, geometry, runs, entry.record.record);
      append_runs(runs, find_listed_attribute(record, entry), geometry);
    }
  }
  const auto sizes = found.data->sizes();
  return std::make_shared<RunSource>(volume, geometry, std::move(runs), sizes.data,
                                     sizes.initialized);
}

}  // namespace vixmount::fs::ntfs
