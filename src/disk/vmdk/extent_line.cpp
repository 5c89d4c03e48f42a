#include "disk/vmdk/extent_line.hpp"

#include <array>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::disk::vmdk {
namespace {

constexpr std::array<std::pair<std::string_view, ExtentAccess>, 3> kAccessWords = {{
    {"RW", ExtentAccess::read_write},
    {"RDONLY", ExtentAccess::read_only},
    {"NOACCESS", ExtentAccess::none},
}};

constexpr std::array<std::pair<std::string_view, ExtentType>, 9> kTypeWords = {{
    {"FLAT", ExtentType::flat},
    {"VMFS", ExtentType::vmfs},
    {"SPARSE", ExtentType::sparse},
    {"VMFSSPARSE", ExtentType::vmfs_sparse},
    {"SESPARSE", ExtentType::se_sparse},
    {"ZERO", ExtentType::zero},
    {"VMFSRDM", ExtentType::vmfs_rdm},
    {"VMFSRAW", ExtentType::vmfs_raw},
    {"VMFSRAWDEVICEMAP", ExtentType::vmfs_rdm},
}};

// No disk comes near: 2^53 sectors are 4 EiB. Keeps offset + length below 2^63 bytes.
constexpr std::uint64_t kMostSectors = 1ULL << 53;

// A line taken apart word by word.
class Words {
 public:
  explicit Words(std::string_view line) : rest_(trim(line)) {}

  bool done() const noexcept { return rest_.empty(); }
  std::string_view next() {
    const auto end = rest_.find_first_of(" \t");
    const auto word = rest_.substr(0, end);
    rest_ = trim(rest_.substr(word.size()));
    return word;
  }
  // A text between quotes; nothing when none stands here or it does not end.
  std::optional<std::string_view> next_quoted() {
    if (rest_.empty() || rest_.front() != '"') return std::nullopt;
    const auto end = rest_.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto text = rest_.substr(1, end - 1);
    rest_ = trim(rest_.substr(end + 1));
    return text;
  }

 private:
  std::string_view rest_;
};

template <typename Table>
auto find_word(const Table& table, std::string_view word) noexcept
    -> std::optional<typename Table::value_type::second_type> {
  for (const auto& [text, value] : table)
    if (equals_ignoring_ascii_case(text, word)) return value;
  return std::nullopt;
}

std::uint64_t parse_sectors(std::string_view word, std::size_t number) {
  const auto sectors = parse_unsigned(word);
  if (!sectors || *sectors == 0 || *sectors > kMostSectors)
    fail(ErrorKind::damaged, "line {}: '{}' is not a number of sectors", number, printable(word));
  return *sectors;
}

std::uint64_t parse_offset(std::string_view word, std::size_t number) {
  const auto sectors = parse_unsigned(word);
  if (!sectors || *sectors > kMostSectors)
    fail(ErrorKind::damaged, "line {}: '{}' is not the offset of an extent", number,
         printable(word));
  return *sectors;
}

}  // namespace

std::string_view name_of(ExtentType type) noexcept {
  for (const auto& [text, value] : kTypeWords)
    if (value == type) return text;
  return "unknown";
}

bool is_extent_line(std::string_view line) noexcept {
  const auto end = line.find_first_of(" \t");
  return end != std::string_view::npos && find_word(kAccessWords, line.substr(0, end)).has_value();
}

ExtentLine parse_extent_line(std::string_view line, std::size_t number) {
  Words words(line);
  ExtentLine extent;
  extent.line = number;
  extent.access = find_word(kAccessWords, words.next()).value();
  extent.sectors = parse_sectors(words.next(), number);
  if (extent.access == ExtentAccess::none && words.done()) return extent;
  const auto type_word = words.next();
  const auto type = find_word(kTypeWords, type_word);
  if (!type)
    fail(ErrorKind::unsupported, "line {}: extents of type '{}' are not known", number,
         printable(type_word));
  extent.type = *type;
  if (extent.type == ExtentType::zero || (extent.access == ExtentAccess::none && words.done()))
    return extent;
  const auto name = words.next_quoted();
  if (!name || name->empty())
    fail(ErrorKind::damaged, "line {}: the extent has no file name in quotes", number);
  extent.name = *name;
  // Behind the offset some hosts write the identity of a partition or device: not needed to read.
  if (!words.done()) extent.offset_sectors = parse_offset(words.next(), number);
  return extent;
}

}  // namespace vixmount::disk::vmdk
