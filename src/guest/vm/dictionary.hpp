// The text format that .vmx, .vmsd and their relatives share: one `name = "value"` a line.
//
// Facts (docs/formats/vmx-vmsd.md names the sources): names know no case; a value may stand without
// quotes; "#" begins a comment; |XX in a value is the byte with that hexadecimal number; the
// ".encoding" line names the encoding of all text.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vixmount::guest::vm {

// Bounds against hostile files; each is far above what VMware products write.
inline constexpr std::size_t kLargestText = std::size_t{4} << 20;  // bytes of one file
inline constexpr std::size_t kLongestName = 512;                   // bytes
inline constexpr std::size_t kMostEntries = 65536;

class Dictionary {
 public:
  struct Entry {
    std::string name;      // as written
    std::string value;     // UTF-8, unescaped
    std::size_t line = 0;  // counted from 1
  };
  // By lower-case name.
  using Entries = std::map<std::string, Entry, std::less<>>;

  // Error{damaged} with the line's number for what is no dictionary, Error{bad_encoding},
  // Error{limit_exceeded}.
  static Dictionary parse(std::string_view text);

  // Names in any case. Nothing when absent.
  const Entry* find(std::string_view name) const;
  // The value, or "" when absent.
  std::string_view value(std::string_view name) const;
  // TRUE, yes, 1 ... in any case; nothing when absent. Error{damaged} for another word.
  std::optional<bool> boolean(std::string_view name) const;
  const Entries& entries() const noexcept { return entries_; }

 private:
  void add(Entry entry);
  Entries entries_;
};

}  // namespace vixmount::guest::vm
