// Directories: listing, finding a name. On an Index with $FILE_NAME keys.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fs/file_system.hpp"
#include "fs/ntfs/file_name.hpp"
#include "fs/ntfs/index.hpp"
#include "fs/ntfs/upcase.hpp"

namespace vixmount::fs::ntfs {

// The name under which a directory's index goes.
inline constexpr std::string_view kDirectoryIndexName = "$I30";

// As FileSystem::list, but with file references: short (DOS) names and the root's entry for itself
// are left out; a name that is not sound is Error{damaged}. `name` is valid during the call.
struct ListedName {
  std::string_view name;  // UTF-8, see utf16_name.hpp
  FileReference reference;
  NodeType type = NodeType::unknown;
  std::uint64_t next_cookie = 0;
};
using ListedNameVisitor = std::function<bool(const ListedName&)>;
// Cookies: block and entry, so that resuming costs one block.
void list_names(const Index& directory, std::uint64_t cookie, const ListedNameVisitor& visit);

// The exact name where there is one; else, unless the directory is case-sensitive, the first one
// that differs by case only. Short names are found too.
std::optional<FileReference> find_name(const Index& directory, const Upcase& upcase,
                                       std::string_view name, bool case_sensitive);

// "NAME:STREAM" as its two parts; nothing where `name` has no such form. ":$DATA" behind the
// stream's name is accepted, as Windows does. To be tried when no entry is called `name`.
std::optional<std::pair<std::string_view, std::string_view>> split_stream_name(
    std::string_view name) noexcept;

}  // namespace vixmount::fs::ntfs
