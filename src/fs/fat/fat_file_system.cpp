#include "fs/fat/fat_file_system.hpp"

#include "base/error.hpp"
#include "fs/fat/cluster_source.hpp"
#include "fs/fat/dos_time.hpp"
#include "fs/fat/name_hash.hpp"
#include "fs/fat/statistics.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::fat {
namespace {

constexpr NodeId node_at(std::uint64_t position) noexcept { return position / kSlotBytes; }
constexpr std::uint64_t position_of(NodeId node) noexcept { return node * kSlotBytes; }

bool is_directory(const layout::DirectoryEntry& entry) noexcept {
  return (entry.attributes & layout::kDirectory) != 0;
}

// As Linux shows them: the mark of a directory means something else to Windows.
std::uint16_t permissions_of(const layout::DirectoryEntry& entry) noexcept {
  return !is_directory(entry) && (entry.attributes & layout::kReadOnly) != 0 ? 0555 : 0755;
}

}  // namespace

FatFileSystem::FatFileSystem(Volume volume, UpcasePtr upcase, const CodePage& code_page,
                             FileSystemInfo info)
    : volume_(std::move(volume)),
      upcase_(std::move(upcase)),
      code_page_(code_page),
      info_(std::move(info)),
      hints_(std::make_unique<Hints>()) {}

Statistics FatFileSystem::statistics() const { return count_statistics(volume_); }

FatFileSystem::Entry FatFileSystem::entry(NodeId node) const {
  const auto& heap = volume_.heap();
  const auto& geometry = volume_.geometry();
  const auto end = heap.offset + std::uint64_t{heap.cluster_count} * heap.cluster_size;
  if (node < node_at(geometry.root) || node >= node_at(end))
    fail(ErrorKind::not_found, "no directory entry is at {} * 32", node);
  MetadataCursor cursor(volume_.cache());
  const auto found = cursor.view(position_of(node), kSlotBytes).get<Entry>(0);
  if (found.name[0] == layout::kEndOfDirectory || found.name[0] == layout::kDeleted ||
      (found.attributes & layout::kVolumeLabel) != 0)
    fail(ErrorKind::not_found, "no file's directory entry is at byte {}", position_of(node));
  return found;
}

std::uint32_t FatFileSystem::first_cluster_of(const Entry& entry) const noexcept {
  const std::uint32_t high = volume_.geometry().is_fat32() ? entry.cluster_high.value() : 0;
  return high << 16 | entry.cluster_low;
}

Slots FatFileSystem::slots_of(NodeId directory) const {
  return directory == kRootNode ? volume_.root_slots() : slots_of(directory, entry(directory));
}

Slots FatFileSystem::slots_of(NodeId directory, const Entry& entry) const {
  if (!is_directory(entry))
    fail(ErrorKind::not_a_directory, "the entry at byte {} is not a directory",
         position_of(directory));
  const auto cluster = first_cluster_of(entry);
  auto slots = volume_.directory_slots(cluster, position_of(directory));
  MetadataCursor cursor(volume_.cache());
  const auto dot = slots.at(0, cursor).get<Entry>(0);
  if (!is_dot(dot) || !is_directory(dot) || first_cluster_of(dot) != cluster)
    fail_at(slots.position(0), "the directory in cluster {} does not begin with itself", cluster);
  return slots;
}

Attributes FatFileSystem::attributes(NodeId node) const {
  Attributes out;
  out.node = node;
  out.link_count = 1;
  out.has_xattrs = false;
  out.has_streams = false;
  if (node == kRootNode) {
    out.type = NodeType::directory;
    out.permissions = 0755;
    out.size = out.allocated_size = std::uint64_t{slots_of(node).count()} * kSlotBytes;
    return out;
  }
  const auto from = entry(node);
  out.permissions = permissions_of(from);
  out.accessed = to_timestamp(from.accessed_date, 0);
  out.modified = out.changed = to_timestamp(from.modified_date, from.modified_time);
  out.born = to_timestamp(from.created_date, from.created_time, from.created_10ms);
  if (is_directory(from)) {
    out.type = NodeType::directory;
    out.size = out.allocated_size = std::uint64_t{slots_of(node, from).count()} * kSlotBytes;
  } else {
    out.type = NodeType::regular;
    out.size = from.size;
    out.allocated_size = volume_.heap().clusters_for(out.size) * volume_.heap().cluster_size;
  }
  return out;
}

bool FatFileSystem::has_name(const NamedEntry& found, const std::u16string& name) const {
  const Utf16View wanted(name);
  return upcase_->compare_ignoring_case(Utf16View(found.name), wanted) == 0 ||
         upcase_->compare_ignoring_case(Utf16View(found.short_name), wanted) == 0;
}

std::optional<NodeId> FatFileSystem::lookup_at(const Slots& slots, std::uint32_t first_slot,
                                               bool only_there, const std::u16string& name) const {
  MetadataCursor cursor(volume_.cache());
  std::optional<NodeId> node;
  scan_entries(slots, first_slot, cursor, code_page_, [&](const NamedEntry& found) {
    if (has_name(found, name)) {
      node = node_at(found.position);
      remember(found);
    }
    return !node && !only_there;
  });
  return node;
}

std::optional<NodeId> FatFileSystem::lookup(NodeId directory, std::string_view name) const {
  const auto slots = slots_of(directory);
  const auto units = from_utf8(name);
  if (!units || !is_sound_name(*units)) return std::nullopt;
  if (slots.count() < kFewSlots) return lookup_at(slots, 0, false, *units);
  const auto fill = [&](const NameIndex::Add& add) {
    MetadataCursor cursor(volume_.cache());
    scan_entries(slots, 0, cursor, code_page_, [&](const NamedEntry& found) {
      return add(name_hash(*upcase_, found.name), found.first_slot) &&
             add(name_hash(*upcase_, found.short_name), found.first_slot);
    });
  };
  const auto find_at = [&](std::uint32_t slot, bool only_there) {
    return lookup_at(slots, slot, only_there, *units);
  };
  return names_.find(directory, name_hash(*upcase_, *units), fill, find_at);
}

void FatFileSystem::list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const {
  const auto slots = slots_of(directory);
  if (cookie >= slots.count()) return;
  MetadataCursor cursor(volume_.cache());
  std::string text;
  std::optional<Error> damage;
  bool stopped = false;
  const auto visit_entry = [&](const NamedEntry& found) {
    if (!is_sound_name(found.name)) {
      if (!damage)
        damage.emplace(ErrorKind::damaged, "a name that is empty or has a slash or a zero in it",
                       found.position);
      return true;
    }
    if (found.is_directory()) remember(found);
    text.clear();
    append_utf8_of(Utf16View(found.name), text);
    DirectoryEntry out;
    out.name = text;
    out.node = node_at(found.position);
    out.type = found.is_directory() ? NodeType::directory : NodeType::regular;
    out.next_cookie = std::uint64_t{found.slot} + 1;
    stopped = !visit(out);
    return !stopped;
  };
  scan_entries(slots, static_cast<std::uint32_t>(cookie), cursor, code_page_, visit_entry);
  if (damage && !stopped) throw *damage;
}

void FatFileSystem::remember(const NamedEntry& found) const {
  if (found.is_directory())
    (*hints_)[first_cluster_of(found.entry) % hints_->size()] = node_at(found.position);
}

bool FatFileSystem::is_directory_at(NodeId node, std::uint32_t cluster) const {
  const auto found = entry(node);
  return is_directory(found) && first_cluster_of(found) == cluster;
}

// The directory that begins at `cluster`: by a hint, else by its parent's listing.
NodeId FatFileSystem::node_of_directory(std::uint32_t cluster) const {
  if (cluster == 0 || (volume_.geometry().is_fat32() && cluster == volume_.geometry().root_cluster))
    return kRootNode;
  const NodeId hint = (*hints_)[cluster % hints_->size()];
  if (hint != 0 && is_directory_at(hint, cluster)) return hint;
  const auto at = volume_.geometry().heap.offset;
  const auto own = volume_.directory_slots(cluster, at);
  MetadataCursor cursor(volume_.cache());
  const auto dots = own.at(1, cursor).get<Entry>(0);
  const auto above = first_cluster_of(dots);
  if (!is_dot_dot(dots))
    fail_at(own.position(1), "the directory in cluster {} does not name its parent", cluster);
  const auto slots =
      above == 0 ? volume_.root_slots() : volume_.directory_slots(above, own.position(1));
  NodeId node = 0;
  scan_entries(slots, 0, cursor, code_page_, [&](const NamedEntry& found) {
    if (found.is_directory() && first_cluster_of(found.entry) == cluster)
      node = node_at(found.position);
    return node == 0;
  });
  if (node == 0)
    fail_at(own.position(1), "the parent of the directory in cluster {} does not have it", cluster);
  return node;
}

NodeId FatFileSystem::parent(NodeId node) const {
  if (node == kRootNode) return node;
  const auto slots = slots_of(node);
  MetadataCursor cursor(volume_.cache());
  const auto dots = slots.at(1, cursor).get<Entry>(0);
  if (!is_dot_dot(dots) || !is_directory(dots))
    fail_at(slots.position(1), "the directory does not name its parent");
  return node_of_directory(first_cluster_of(dots));
}

io::SourcePtr FatFileSystem::open(NodeId file) const {
  if (file == kRootNode) fail(ErrorKind::is_a_directory, "the root is a directory");
  const auto from = entry(file);
  if (is_directory(from))
    fail(ErrorKind::is_a_directory, "the entry at byte {} is a directory", position_of(file));
  const std::uint64_t size = from.size;
  auto runs = volume_.table().follow(first_cluster_of(from), volume_.heap().clusters_for(size),
                                     position_of(file));
  return std::make_shared<ClusterSource>(volume_.source(), volume_.heap(), std::move(runs), size,
                                         size);
}

std::string FatFileSystem::read_link(NodeId link) const {
  fail(ErrorKind::wrong_file_type, "node {} is not a symbolic link: FAT has none", link);
}

}  // namespace vixmount::fs::fat
