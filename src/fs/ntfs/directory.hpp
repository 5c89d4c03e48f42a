// Directories: listing, finding a name. On an Index whose keys are $FILE_NAME values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "fs/file_system.hpp"
#include "fs/ntfs/file_name.hpp"
#include "fs/ntfs/index.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::ntfs {

// The name of a directory's index.
inline constexpr std::string_view kDirectoryIndexName = "$I30";

// Records before this one are the file system's own ($MFT ... $Extend, and the root itself): not
// listed, as ntfs-3g and Windows do, but found by their names.
inline constexpr std::uint64_t kFirstListedRecord = 16;

struct ListedName {
  std::string_view name;  // UTF-8, see utf16_name.hpp; valid during the call
  FileReference reference;
  NodeType type = NodeType::unknown;
  std::uint64_t next_cookie = 0;
};
using ListedNameVisitor = std::function<bool(const ListedName&)>;

// As FileSystem::list. Short (DOS) names and the file system's own files are left out, so that a
// file is listed once for each of its real names. The cookie holds block and entry: resuming costs
// one block. What is damaged (a block, a name that is not sound) is passed over, and its Error
// thrown when all else was visited.
void list_names(const Index& directory, std::uint64_t cookie, const ListedNameVisitor& visit);

// The exact name where there is one; else, unless the directory is case-sensitive, the first one in
// the index that differs by case only. Short names are found too.
std::optional<FileReference> find_name(const Index& directory, const Upcase& upcase,
                                       std::string_view name, bool case_sensitive);

// "NAME:STREAM" as its two parts; nothing where `name` has no such form. ":$DATA" behind the
// stream's name is taken off, as Windows does. To be tried when no entry is called `name`.
std::optional<std::pair<std::string_view, std::string_view>> split_stream_name(
    std::string_view name) noexcept;

}  // namespace vixmount::fs::ntfs
