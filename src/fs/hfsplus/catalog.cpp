#include "fs/hfsplus/catalog.hpp"

#include <array>
#include <cstring>

#include "base/error.hpp"
#include "fs/hfsplus/name.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// A key in the form of the disk.
class Key {
 public:
  Key(std::uint32_t parent, std::u16string_view name) {
    if (name.size() > layout::kLongestName)
      fail(ErrorKind::internal, "a catalog name of {} units", name.size());
    const be32 raw_parent = parent;
    const be16 length = static_cast<std::uint16_t>(name.size());
    std::memcpy(bytes_.data(), &raw_parent, sizeof raw_parent);
    std::memcpy(bytes_.data() + 4, &length, sizeof length);
    size_ = layout::kCatalogKeyHead;
    for (const char16_t unit : name) {
      bytes_[size_++] = static_cast<std::byte>(unit >> 8);
      bytes_[size_++] = static_cast<std::byte>(unit & 0xFF);
    }
  }
  BytesView view() const noexcept { return BytesView(std::span(bytes_).first(size_)); }

 private:
  std::array<std::byte, layout::kCatalogKeyHead + 2 * layout::kLongestName> bytes_;
  std::size_t size_ = 0;
};

std::u16string name_of(BytesView key) {
  return read_units(key.sub(layout::kCatalogKeyHead, std::size_t{key.be16_at(4)} * 2));
}

layout::RecordType type_of(const Record& record) {
  return layout::RecordType{record.data().be16_at(0)};
}

bool is_thread(layout::RecordType type) noexcept {
  return type == layout::RecordType::folder_thread || type == layout::RecordType::file_thread;
}

CatalogEntry parse_entry(const Record& record) {
  const auto type = type_of(record);
  const auto data = record.data();
  CatalogEntry out;
  if (type == layout::RecordType::file)
    out.raw = data.get<layout::File>(0);
  else if (type == layout::RecordType::folder)
    out.raw.common = data.get<layout::Common>(0);
  else
    fail_at(data.origin(), "a catalog record of type {}", static_cast<unsigned>(type));
  out.is_folder = type == layout::RecordType::folder;
  out.parent = record.key().be32_at(0);
  out.name = name_of(record.key());
  out.position = data.origin();
  out.node = record.node()->number();
  out.index = record.index();
  // The root's name is that of the volume, which may have none.
  if ((out.name.empty() && out.parent != layout::kRootParent) ||
      out.name.size() > layout::kLongestName)
    fail_at(record.key().origin() + 4, "a name of {} units", out.name.size());
  return out;
}

}  // namespace

NodeType CatalogEntry::type() const noexcept {
  if (is_folder) return NodeType::directory;
  const auto mode = common().permissions.mode;
  if ((mode & S_IFMT) == 0)
    return is_a(layout::kSymbolicLinkType, layout::kSymbolicLinkCreator) ? NodeType::symbolic_link
                                                                        : NodeType::regular;
  const auto type = node_type_of(mode);
  return type == NodeType::directory ? NodeType::unknown : type;
}

std::optional<CatalogEntry> find_entry(const Tree& catalog, std::uint32_t parent,
                                       std::u16string_view name) {
  const auto found = catalog.find(Key(parent, name).view());
  if (!found || is_thread(type_of(*found))) return std::nullopt;
  return parse_entry(*found);
}

std::optional<Place> find_place(const Tree& catalog, std::uint32_t id) {
  const auto found = catalog.find(Key(id, {}).view());
  if (!found) return std::nullopt;
  if (!is_thread(type_of(*found)))
    fail_at(found->data().origin(), "file {} has another record in place of its thread", id);
  const auto thread = found->data().get<layout::Thread>(0);
  if (thread.name_length > layout::kLongestName)
    fail_at(found->data().origin() + 8, "a name of {} units", thread.name_length.value());
  return Place{thread.parent,
               read_units(found->data().sub(sizeof thread, std::size_t{thread.name_length} * 2))};
}

CatalogEntry find_by_id(const Tree& catalog, std::uint32_t id) {
  const auto place = find_place(catalog, id);
  if (!place) fail(ErrorKind::not_found, "the catalog has no thread of file {}", id);
  const auto found = find_entry(catalog, place->parent, place->name);
  if (!found)
    fail(ErrorKind::damaged, "file {} is not in folder {}, where its thread says it is", id,
         place->parent);
  if (found->id() != id)
    fail_at(found->position + 8, "file {} is where the thread of file {} leads", found->id(), id);
  return *found;
}

void visit_entries(const Tree& catalog, std::uint32_t folder, std::uint32_t node, unsigned index,
                   const std::function<bool(const CatalogEntry&)>& visit) {
  std::optional<Record> record;
  if (node != 0) {
    record = catalog.at(node, index);
    // Nobody but a reader that went on in a wrong folder comes here with such a place.
    if (!record || record->key().be32_at(0) != folder) return;
    record = catalog.next(*record);
  } else {
    record = catalog.find_first_from(Key(folder, {}).view());
  }
  std::optional<Error> damage;
  for (; record && record->key().be32_at(0) == folder; record = catalog.next(*record)) {
    try {
      if (is_thread(type_of(*record))) continue;
      if (!visit(parse_entry(*record))) return;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      if (!damage) damage = error;
    }
  }
  if (damage) throw *damage;
}

}  // namespace vixmount::fs::hfsplus
