#include "fs/fat/exfat/exfat_file_system.hpp"

#include <deque>

#include "base/error.hpp"
#include "fs/fat/cluster_source.hpp"
#include "fs/fat/exfat/exfat_time.hpp"
#include "fs/fat/exfat/node_id.hpp"
#include "fs/fat/name_hash.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::exfat {
namespace {

// A search for a directory's parent gives up behind so many: more were never seen on one volume,
// and a hostile one may name the same directory again and again.
constexpr std::size_t kMostDirectoriesToSearch = 256 * 1024;

std::uint16_t permissions_of(const EntrySet& set) noexcept {
  return !set.is_directory() && (set.file.attributes & layout::kReadOnly) != 0 ? 0555 : 0755;
}

}  // namespace

Statistics ExfatFileSystem::statistics() const {
  Statistics out;
  out.block_size = volume_.heap().cluster_size;
  out.total_blocks = volume_.heap().cluster_count;
  out.free_blocks = out.available_blocks = count_free(volume_, root_entries_);
  return out;
}

NodeId ExfatFileSystem::root() const noexcept { return kRootNode; }

EntrySet ExfatFileSystem::entry_set(NodeId node) const {
  const auto& heap = volume_.heap();
  const auto first = position_of(node);
  if (first < heap.offset || (first - heap.offset) / heap.cluster_size >= heap.cluster_count)
    fail(ErrorKind::not_found, "no directory entry is at byte {}", first);
  MetadataCursor cursor(volume_.cache());
  if (cursor.view(first, layout::kEntryBytes).u8(0) != layout::kFile)
    fail(ErrorKind::not_found, "no file's directory entry is at byte {}", first);
  auto position = first;
  return read_entry_set([&](unsigned index) {
    if (index != 0) {
      position += layout::kEntryBytes;
      if ((position - heap.offset) % heap.cluster_size == 0) {
        const auto behind =
            static_cast<std::uint32_t>((position - heap.offset) / heap.cluster_size) +
            fat::kFirstCluster;
        const auto next = clusters_are_neighbours(node) ? behind : volume_.table().next(behind - 1);
        if (!heap.contains(next))
          fail_at(first, "the entries of a file are continued behind the last cluster");
        position = heap.offset_of(next);
      }
    }
    return cursor.view(position, layout::kEntryBytes);
  });
}

ExfatFileSystem::Folder ExfatFileSystem::folder(NodeId directory) const {
  if (directory == kRootNode) return {volume_.root_slots(), false};
  const auto set = entry_set(directory);
  if (!set.is_directory())
    fail(ErrorKind::not_a_directory, "the entry at byte {} is not a directory", set.position);
  return {volume_.directory_slots(set.stream, set.position), set.has_no_chain()};
}

Attributes ExfatFileSystem::attributes(NodeId node) const {
  Attributes out;
  out.node = node;
  out.link_count = 1;
  out.has_xattrs = false;
  out.has_streams = false;
  if (node == kRootNode) {
    out.type = NodeType::directory;
    out.permissions = 0755;
    out.size = out.allocated_size =
        std::uint64_t{volume_.root_slots().count()} * layout::kEntryBytes;
    return out;
  }
  const auto set = entry_set(node);
  const auto& file = set.file;
  out.type = set.is_directory() ? NodeType::directory : NodeType::regular;
  out.permissions = permissions_of(set);
  out.size = set.stream.size;
  if (volume_.heap().clusters_for(out.size) > volume_.heap().cluster_count)
    fail_at(set.position, "a file of {} bytes on a volume of {} clusters", out.size,
            volume_.heap().cluster_count);
  out.allocated_size = volume_.heap().clusters_for(out.size) * volume_.heap().cluster_size;
  out.accessed = to_timestamp(file.accessed_date, file.accessed_time, 0, file.accessed_zone);
  out.modified = out.changed =
      to_timestamp(file.modified_date, file.modified_time, file.modified_10ms, file.modified_zone);
  out.born =
      to_timestamp(file.created_date, file.created_time, file.created_10ms, file.created_zone);
  return out;
}

bool ExfatFileSystem::has_name(const EntrySet& set, const std::u16string& name) const {
  return upcase_->compare_ignoring_case(Utf16View(set.name), Utf16View(name)) == 0;
}

std::optional<NodeId> ExfatFileSystem::lookup_at(const Folder& from, std::uint32_t first_slot,
                                                 bool only_there,
                                                 const std::u16string& name) const {
  MetadataCursor cursor(volume_.cache());
  std::optional<NodeId> node;
  scan_entry_sets(from.slots, first_slot, cursor, [&](const FoundSet& found) {
    if (has_name(found.set, name)) node = node_at(found.set.position, from.clusters_are_neighbours);
    return !node && !only_there;
  });
  return node;
}

std::optional<NodeId> ExfatFileSystem::find_in_index(NodeId directory, const Folder& from,
                                                     const std::u16string& name) const {
  const auto fill = [&](const NameIndex::Add& add) {
    MetadataCursor cursor(volume_.cache());
    scan_entry_sets(from.slots, 0, cursor, [&](const FoundSet& found) {
      return add(fat::name_hash(*upcase_, found.set.name), found.first_slot);
    });
  };
  const auto find_at = [&](std::uint32_t slot, bool only_there) {
    return lookup_at(from, slot, only_there, name);
  };
  return names_.find(directory, fat::name_hash(*upcase_, name), fill, find_at);
}

std::optional<NodeId> ExfatFileSystem::lookup(NodeId directory, std::string_view name) const {
  const auto from = folder(directory);
  const auto units = from_utf8(name);
  if (!units || !is_sound_name(*units)) return std::nullopt;
  const auto node = from.slots.count() < fat::kFewSlots
                        ? lookup_at(from, 0, false, *units)
                        : find_in_index(directory, from, *units);
  if (node) parents_.remember(*node, directory);
  return node;
}

void ExfatFileSystem::list_sets(NodeId directory, std::uint64_t cookie,
                                const std::function<bool(const FoundSet&, NodeId)>& visit) const {
  const auto from = folder(directory);
  if (cookie >= from.slots.count()) return;
  MetadataCursor cursor(volume_.cache());
  std::optional<Error> bad_name;
  bool stopped = false;
  const auto damage = scan_entry_sets(
      from.slots, static_cast<std::uint32_t>(cookie), cursor, [&](const FoundSet& found) {
        if (!is_sound_name(found.set.name)) {
          if (!bad_name)
            bad_name.emplace(ErrorKind::damaged,
                             "a name that is empty, a dot or two, or has a slash or a zero in it",
                             found.set.position);
          return true;
        }
        const auto node = node_at(found.set.position, from.clusters_are_neighbours);
        if (found.set.is_directory()) parents_.remember(node, directory);
        stopped = !visit(found, node);
        return !stopped;
      });
  if (stopped) return;
  if (damage) throw *damage;
  if (bad_name) throw *bad_name;
}

void ExfatFileSystem::list(NodeId directory, std::uint64_t cookie,
                           const EntryVisitor& visit) const {
  std::string text;
  list_sets(directory, cookie, [&](const FoundSet& found, NodeId node) {
    text.clear();
    append_utf8_of(Utf16View(found.set.name), text);
    DirectoryEntry out;
    out.name = text;
    out.node = node;
    out.type = found.set.is_directory() ? NodeType::directory : NodeType::regular;
    out.next_cookie = found.next_slot;
    return visit(out);
  });
}

NodeId ExfatFileSystem::search_parent(NodeId node) const {
  std::deque<NodeId> waiting{kRootNode};
  std::size_t searched = 0;
  NodeId parent = 0;
  for (; !waiting.empty() && parent == 0; waiting.pop_front()) {
    if (++searched + waiting.size() > kMostDirectoriesToSearch)
      fail(ErrorKind::limit_exceeded, "a parent is looked for in more than {} directories",
           kMostDirectoriesToSearch);
    const auto directory = waiting.front();
    try {
      list_sets(directory, 0, [&](const FoundSet& found, NodeId child) {
        if (child == node) parent = directory;
        if (found.set.is_directory()) waiting.push_back(child);
        return parent == 0 && waiting.size() < kMostDirectoriesToSearch;
      });
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io) throw;  // what is damaged does not hide what is elsewhere
    }
  }
  if (parent == 0) fail_at(position_of(node), "no directory has the one that this entry describes");
  return parent;
}

NodeId ExfatFileSystem::parent(NodeId node) const {
  if (node == kRootNode) return node;
  folder(node);
  if (const auto known = parents_.of(node); known != 0) return known;
  const auto found = search_parent(node);
  parents_.remember(node, found);
  return found;
}

io::SourcePtr ExfatFileSystem::open(NodeId node) const {
  if (node == kRootNode) fail(ErrorKind::is_a_directory, "the root is a directory");
  const auto set = entry_set(node);
  if (set.is_directory())
    fail(ErrorKind::is_a_directory, "the entry at byte {} is a directory", set.position);
  return std::make_shared<fat::ClusterSource>(volume_.source(), volume_.heap(),
                                              volume_.clusters_of(set.stream, set.position),
                                              set.stream.size, set.stream.valid_size);
}

std::string ExfatFileSystem::read_link(NodeId link) const {
  fail(ErrorKind::wrong_file_type, "node {} is not a symbolic link: exFAT has none", link);
}

}  // namespace vixmount::fs::exfat
