#include "fs/hfsplus/attribute.hpp"

#include <array>
#include <cstring>

#include "base/error.hpp"
#include "fs/hfsplus/name.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::size_t kLongestAttributeName = 127;  // UTF-16 units

class Key {
 public:
  Key(std::uint32_t file, std::u16string_view name, std::uint32_t start) {
    layout::AttributeKey head{};
    head.file = file;
    head.start = start;
    head.name_length = static_cast<std::uint16_t>(name.size());
    std::memcpy(bytes_.data(), &head, sizeof head);
    size_ = sizeof head;
    for (const char16_t unit : name) {
      bytes_[size_++] = static_cast<std::byte>(unit >> 8);
      bytes_[size_++] = static_cast<std::byte>(unit & 0xFF);
    }
  }
  BytesView view() const noexcept { return BytesView(std::span(bytes_).first(size_)); }

 private:
  std::array<std::byte, sizeof(layout::AttributeKey) + 2 * kLongestAttributeName> bytes_;
  std::size_t size_ = 0;
};

std::u16string name_of(BytesView key) {
  const auto head = key.get<layout::AttributeKey>(0);
  if (head.name_length == 0 || head.name_length > kLongestAttributeName)
    fail_at(key.origin() + 10, "an attribute's name of {} units", head.name_length.value());
  return read_units(key.sub(sizeof head, std::size_t{head.name_length} * 2));
}

std::uint32_t type_of(const Record& record) { return record.data().be32_at(0); }

bool is_type(const Record& record, layout::AttributeType type) {
  return type_of(record) == static_cast<std::uint32_t>(type);
}

io::SourcePtr open_in_blocks(const VolumePtr& volume, const Record& record, std::uint32_t file,
                             const std::u16string& name) {
  const auto raw = record.data().get<layout::AttributeFork>(0);
  const auto* const tree = volume->attributes();
  const auto find = [tree, file, name](std::uint32_t index) -> std::optional<FurtherExtents> {
    const auto found = tree->find_last_up_to(Key(file, name, index).view());
    if (!found || !is_type(*found, layout::AttributeType::extents)) return std::nullopt;
    const auto head = found->key().get<layout::AttributeKey>(0);
    if (head.file != file || name_of(found->key()) != name) return std::nullopt;
    constexpr auto kExtents = offsetof(layout::AttributeExtents, extents);
    return FurtherExtents{found->data().get<layout::AttributeExtents>(0).extents, head.start,
                          found->data().origin() + kExtents};
  };
  constexpr auto kFork = offsetof(layout::AttributeFork, fork);
  return std::make_shared<ForkSource>(volume, raw.fork, record.data().origin() + kFork, find);
}

io::SourcePtr open_in_record(const Record& record) {
  const auto head = record.data().get<layout::AttributeInRecord>(0);
  const auto value = record.data().sub(sizeof head, head.size).span();
  return std::make_shared<io::MemorySource>(std::vector<std::byte>(value.begin(), value.end()));
}

}  // namespace

std::optional<Attribute> find_attribute(const VolumePtr& volume, std::uint32_t file,
                                        std::u16string_view name) {
  if (volume->attributes() == nullptr || name.empty() || name.size() > kLongestAttributeName)
    return std::nullopt;
  const auto record = volume->attributes()->find(Key(file, name, 0).view());
  if (!record) return std::nullopt;
  Attribute out;
  out.name = name;
  out.position = record->data().origin();
  if (is_type(*record, layout::AttributeType::in_record))
    out.value = open_in_record(*record);
  else if (is_type(*record, layout::AttributeType::fork))
    out.value = open_in_blocks(volume, *record, file, out.name);
  else
    fail_at(out.position, "an attribute of type {:#x}", type_of(*record));
  out.size = out.value->size();
  return out;
}

void visit_attribute_names(const VolumePtr& volume, std::uint32_t file,
                           const std::function<void(const std::u16string&)>& visit) {
  const auto* const tree = volume->attributes();
  if (tree == nullptr) return;
  std::optional<Error> damage;
  for (auto record = tree->find_first_from(Key(file, {}, 0).view()); record;
       record = tree->next(*record)) {
    const auto head = record->key().get<layout::AttributeKey>(0);
    if (head.file != file) break;
    if (head.start != 0) continue;  // further extents of the one before
    try {
      visit(name_of(record->key()));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      if (!damage) damage = error;
    }
  }
  if (damage) throw *damage;
}

}  // namespace vixmount::fs::hfsplus
