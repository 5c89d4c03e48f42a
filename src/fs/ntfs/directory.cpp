#include "fs/ntfs/directory.hpp"

#include <string>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::fs::ntfs {
namespace {

// A block of 64 KiB has at most 4096 entries of 16 bytes.
constexpr unsigned kEntryBits = 16;
static_assert(Index::kLargestBlock / 16 < 1U << kEntryBits);

constexpr std::uint64_t cookie_of(IndexPosition position) noexcept {
  return position.node << kEntryBits | position.entry;
}

constexpr IndexPosition position_of(std::uint64_t cookie) noexcept {
  return {cookie >> kEntryBits, static_cast<std::uint32_t>(cookie & ((1U << kEntryBits) - 1))};
}

class NameOrder final : public KeyOrder {
 public:
  NameOrder(const Upcase& upcase, Utf16View wanted, bool exact)
      : upcase_(upcase), wanted_(wanted), exact_(exact) {}

  int compare_wanted(BytesView key) const override {
    return exact_ ? upcase_.compare(wanted_, name_in(key))
                  : upcase_.compare_ignoring_case(wanted_, name_in(key));
  }
  int compare(BytesView a, BytesView b) const override {
    return upcase_.compare(name_in(a), name_in(b));
  }

 private:
  const Upcase& upcase_;
  Utf16View wanted_;
  bool exact_;
};

void require_directory(const Index& index) {
  if (index.kind() != IndexKind::attribute)
    fail(ErrorKind::damaged, "a directory's index does not hold file names");
}

// The name of an entry that is to be listed; what is wrong with it goes to `damage`.
std::optional<FileName> listed_name(const IndexEntry& entry, std::optional<Error>& damage) {
  try {
    const auto name = parse_file_name(entry.key);
    if (name.is_short() || entry.reference.record < kFirstListedRecord) return std::nullopt;
    if (!is_sound_name(name.name))
      fail_at(entry.key.origin(),
              "a name that is empty, a dot or two, or has a slash or a zero in it");
    return name;
  } catch (const Error& error) {
    if (!damage) damage = error;
    return std::nullopt;
  }
}

}  // namespace

void list_names(const Index& directory, std::uint64_t cookie, const ListedNameVisitor& visit) {
  require_directory(directory);
  std::string text;
  std::optional<Error> damage;
  bool stopped = false;
  const auto visit_entry = [&](const IndexEntry& entry, IndexPosition behind) {
    const auto name = listed_name(entry, damage);
    if (!name) return true;
    text.clear();
    append_utf8_of(name->name, text);
    stopped = !visit({text, entry.reference, name->node_type(), cookie_of(behind)});
    return !stopped;
  };
  directory.scan(position_of(cookie), visit_entry);
  if (damage && !stopped) throw *damage;
}

std::optional<FileReference> find_name(const Index& directory, const Upcase& upcase,
                                       std::string_view name, bool case_sensitive) {
  require_directory(directory);
  const auto units = from_utf8(name);
  if (!units || units->empty() || units->size() > kLongestUtf16Name) return std::nullopt;
  const Utf16View wanted(*units);
  const auto find = [&](bool exact) { return directory.find(NameOrder(upcase, wanted, exact)); };
  // Nearly every name that is asked for is written as it is stored, or does not exist: one descent.
  const auto found = find(case_sensitive);
  if (!found) return std::nullopt;
  if (case_sensitive || name_in(BytesView(found->key)) == wanted) return found->reference;
  const auto exact = find(true);
  return exact ? exact->reference : found->reference;
}

std::optional<std::pair<std::string_view, std::string_view>> split_stream_name(
    std::string_view name) noexcept {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto stream = name.substr(colon + 1);
  const auto type = stream.find(':');
  if (type != std::string_view::npos) {
    if (!equals_ignoring_ascii_case(stream.substr(type + 1), "$DATA")) return std::nullopt;
    stream = stream.substr(0, type);
  }
  if (stream.empty()) return std::nullopt;
  return std::pair(name.substr(0, colon), stream);
}

}  // namespace vixmount::fs::ntfs
