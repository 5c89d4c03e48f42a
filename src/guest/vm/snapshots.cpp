#include "guest/vm/snapshots.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest::vm {
namespace {

// "snapshot12" of a name like "snapshot12.uid".
std::optional<std::size_t> index_of_uid_entry(std::string_view name) {
  constexpr std::string_view kPrefix = "snapshot";
  constexpr std::string_view kProperty = ".uid";
  if (!name.starts_with(kPrefix) || !name.ends_with(kProperty)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(kProperty.size());
  const auto index = parse_unsigned(name);
  if (!index || std::to_string(*index) != name) return std::nullopt;
  return *index;
}

std::uint64_t number(const Dictionary& list, const std::string& name) {
  const auto* entry = list.find(name);
  const auto value =
      entry == nullptr ? std::optional<std::uint64_t>(0) : parse_unsigned(entry->value);
  if (!value)
    fail(ErrorKind::damaged, "line {}: \"{}\" is no number: \"{}\"", entry->line, name,
         printable(entry->value, 64));
  return *value;
}

// The two halves are written as signed 32-bit numbers.
std::optional<std::uint32_t> half_of_time(std::string_view text) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || stop != text.data() + text.size())
    return std::nullopt;
  if (value < INT32_MIN || value > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

std::optional<std::int64_t> creation_time(const Dictionary& list, const std::string& prefix) {
  const auto high = half_of_time(list.value(prefix + ".createTimeHigh"));
  const auto low = half_of_time(list.value(prefix + ".createTimeLow"));
  if (!high || !low) return std::nullopt;
  return static_cast<std::int64_t>(std::uint64_t{*high} << 32 | *low);
}

std::vector<VirtualDisk> disks_of_snapshot(const Dictionary& list, const std::string& prefix) {
  const auto count = number(list, prefix + ".numDisks");
  if (count > kMostDisksOfSnapshot)
    fail(ErrorKind::limit_exceeded, "{} has {} disks, {} are the limit", prefix, count,
         kMostDisksOfSnapshot);
  std::vector<VirtualDisk> disks;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto disk_prefix = fmt::format("{}.disk{}", prefix, i);
    const auto* file = list.find(disk_prefix + ".fileName");
    const auto* node = list.find(disk_prefix + ".node");
    if (file == nullptr || node == nullptr)
      fail(ErrorKind::damaged, "{} has no file name or no node", disk_prefix);
    const auto address = DiskAddress::parse(node->value);
    if (!address)
      fail(ErrorKind::damaged, "line {}: \"{}\" is no disk address", node->line,
           printable(node->value, 64));
    VirtualDisk disk;
    disk.address = *address;
    disk.file_name = file->value;
    disks.push_back(std::move(disk));
  }
  std::sort(disks.begin(), disks.end(),
            [](const VirtualDisk& a, const VirtualDisk& b) { return a.address < b.address; });
  return disks;
}

Snapshot read_snapshot(const Dictionary& list, const std::string& prefix) {
  Snapshot snapshot;
  snapshot.id = number(list, prefix + ".uid");
  snapshot.name = list.value(prefix + ".displayName");
  snapshot.description = list.value(prefix + ".description");
  snapshot.state_file = list.value(prefix + ".filename");
  snapshot.created = creation_time(list, prefix);
  if (list.find(prefix + ".type") != nullptr) snapshot.type = number(list, prefix + ".type");
  snapshot.disks = disks_of_snapshot(list, prefix);
  return snapshot;
}

// Every snapshot must be reached from one without a parent.
void require_tree(const SnapshotTree& tree) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tree.snapshots.size(); ++i)
    if (!tree.snapshots[i].parent) open.push_back(i);
  std::size_t reached = 0;
  for (; !open.empty(); ++reached) {
    const auto& children = tree.snapshots[open.back()].children;
    open.pop_back();
    open.insert(open.end(), children.begin(), children.end());
  }
  if (reached != tree.snapshots.size())
    fail(ErrorKind::damaged, "the snapshots' parents form a loop");
}

// The indices that hold a snapshot. Products leave entries of deleted snapshots behind: only the
// first numSnapshots of them count.
std::vector<std::size_t> live_indices(const Dictionary& list, SnapshotTree& tree) {
  std::vector<std::size_t> indices;
  for (const auto& [name, entry] : list.entries())
    if (const auto index = index_of_uid_entry(name)) indices.push_back(*index);
  std::sort(indices.begin(), indices.end());
  if (list.find("snapshot.numSnapshots") != nullptr) {
    const auto count = number(list, "snapshot.numSnapshots");
    if (count < indices.size()) {
      tree.remarks.push_back(
          fmt::format("{} entries of deleted snapshots are left out", indices.size() - count));
      indices.resize(count);
    } else if (count > indices.size()) {
      tree.remarks.push_back(
          fmt::format("{} snapshots are announced, {} are described", count, indices.size()));
    }
  }
  if (indices.size() > kMostSnapshots)
    fail(ErrorKind::limit_exceeded, "{} snapshots, {} are the limit", indices.size(),
         kMostSnapshots);
  return indices;
}

std::string describe(const Snapshot& snapshot) {
  return fmt::format("{} \"{}\"", snapshot.id, printable(snapshot.name, 80));
}

std::string describe(const std::vector<const Snapshot*>& snapshots) {
  constexpr std::size_t kMostListed = 20;
  std::string out;
  for (std::size_t i = 0; i < snapshots.size() && i < kMostListed; ++i)
    out += (i == 0 ? "" : ", ") + describe(*snapshots[i]);
  return snapshots.size() > kMostListed ? out + ", ..." : out;
}

}  // namespace

SnapshotTree snapshots_of(const Dictionary& snapshot_list) {
  SnapshotTree tree;
  std::map<std::uint64_t, std::size_t> by_id;
  std::vector<std::uint64_t> parent_ids;
  for (const auto index : live_indices(snapshot_list, tree)) {
    const auto prefix = fmt::format("snapshot{}", index);
    tree.snapshots.push_back(read_snapshot(snapshot_list, prefix));
    parent_ids.push_back(number(snapshot_list, prefix + ".parent"));
    const auto id = tree.snapshots.back().id;
    if (!by_id.emplace(id, tree.snapshots.size() - 1).second)
      fail(ErrorKind::damaged, "two snapshots have the id {}", id);
  }
  for (std::size_t i = 0; i < tree.snapshots.size(); ++i) {
    if (parent_ids[i] == 0) continue;
    if (const auto parent = by_id.find(parent_ids[i]); parent != by_id.end()) {
      tree.snapshots[i].parent = parent->second;
      tree.snapshots[parent->second].children.push_back(i);
    } else {
      tree.remarks.push_back(fmt::format("the parent {} of snapshot {} is not described",
                                         parent_ids[i], describe(tree.snapshots[i])));
    }
  }
  require_tree(tree);
  const auto current = by_id.find(number(snapshot_list, "snapshot.current"));
  if (current != by_id.end()) tree.current = current->second;
  return tree;
}

const Snapshot& SnapshotTree::find(std::string_view name_or_id) const {
  constexpr std::string_view kIdPrefix = "uid:";
  const bool only_id = name_or_id.starts_with(kIdPrefix);
  const auto id = parse_unsigned(only_id ? name_or_id.substr(kIdPrefix.size()) : name_or_id);
  std::vector<const Snapshot*> matches;
  for (const auto& snapshot : snapshots) {
    const bool named = !only_id && snapshot.name == name_or_id;
    if (named || (id && snapshot.id == *id)) matches.push_back(&snapshot);
  }
  if (matches.size() == 1) return *matches.front();
  if (!matches.empty())
    fail(ErrorKind::invalid_argument,
         "\"{}\" may mean several snapshots: {}; name one of them by uid:NUMBER",
         printable(name_or_id), describe(matches));
  for (const auto& snapshot : snapshots) matches.push_back(&snapshot);
  fail(ErrorKind::not_found, "there is no snapshot \"{}\"; the VM has {}", printable(name_or_id),
       matches.empty() ? "none" : describe(matches));
}

}  // namespace vixmount::guest::vm
