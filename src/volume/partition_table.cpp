#include "volume/partition_table.hpp"

#include <algorithm>

#include "io/sources.hpp"

namespace vixmount::volume {
namespace {

class Table final : public Member {
 public:
  Table(std::vector<Volume> partitions, bool is_inner)
      : partitions_(std::move(partitions)), is_inner_(is_inner) {}
  const std::vector<Volume>& partitions() const noexcept { return partitions_; }
  bool is_inner() const noexcept { return is_inner_; }

 private:
  std::vector<Volume> partitions_;
  bool is_inner_;
};

class TableScheme final : public Scheme {
 public:
  TableScheme(std::string_view name, TableReader read, TablePlace where)
      : name_(name), read_(read), where_(where) {}

  std::string_view name() const noexcept override { return name_; }
  bool members_stand_alone() const noexcept override { return true; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    if (container.kind == ContainerKind::partition && where_ == TablePlace::disks)
      return std::nullopt;
    auto partitions = read_(container, remarks);
    if (!partitions) return std::nullopt;
    const bool is_inner = container.kind == ContainerKind::partition;
    return Claim::of(std::make_shared<Table>(std::move(*partitions), is_inner));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    std::vector<Group> groups(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      groups[i].members = {i};
      const auto& table = static_cast<const Table&>(*members[i]);
      groups[i].volumes = table.partitions();
      groups[i].is_inner_table = table.is_inner();
    }
    return groups;
  }

 private:
  std::string name_;
  TableReader read_;
  TablePlace where_;
};

}  // namespace

std::shared_ptr<const Scheme> make_table_scheme(std::string_view name, TableReader read,
                                                TablePlace where) {
  return std::make_shared<TableScheme>(name, read, where);
}

bool place(Volume& volume, const Container& container, ByteRange range, Remarks& remarks) {
  const auto size = container.source->size();
  if (range.begin >= size) {
    remarks.add(container, "partition {} begins at byte {}, behind the end at {}; it is left out",
                volume.partition_number, range.begin, size);
    return false;
  }
  if (range.end > size) {
    remarks.add(container,
                "partition {} should end at byte {}, behind the end at {}; it is cut there",
                volume.partition_number, range.end, size);
    range.end = size;
  }
  volume.disk = container.disk;
  if (container.offset) volume.offset = *container.offset + range.begin;
  volume.size = range.length();
  volume.source = std::make_shared<io::SliceSource>(container.source, range.begin, range.length());
  return true;
}

void remark_overlaps(const std::vector<Volume>& volumes, const Container& container,
                     Remarks& remarks) {
  struct Placed {
    ByteRange range;
    std::uint32_t number;
  };
  std::vector<Placed> placed;
  for (const auto& volume : volumes)
    if (volume.offset)
      placed.push_back({{*volume.offset, *volume.offset + volume.size}, volume.partition_number});
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return a.range.begin < b.range.begin; });
  // Against the one that reaches furthest so far: one remark a partition, not one a pair.
  for (std::size_t i = 1, furthest = 0; i < placed.size(); ++i) {
    if (placed[i].range.overlaps(placed[furthest].range))
      remarks.add(container, "partitions {} and {} overlap", placed[furthest].number,
                  placed[i].number);
    if (placed[i].range.end > placed[furthest].range.end) furthest = i;
  }
}

}  // namespace vixmount::volume
