// Headers of a POSIX.1-2001 (pax) archive. Facts: POSIX.1 "pax", section "pax Interchange Format";
// GNU tar manual, "Storing Sparse Files" (version 1.0) and "Extended attributes"; libarchive's
// tar(5), for SCHILY.xattr.* and LIBARCHIVE.creationtime.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::cli {

constexpr std::size_t kTarBlock = 512;  // bytes

// A piece of a sparse file that is in the archive.
struct TarRange {
  std::uint64_t offset = 0;  // bytes, multiples of kTarBlock; the last may end at the file's end
  std::uint64_t length = 0;
};

struct TarMember {
  std::string path;  // any bytes but NUL; of a folder without a slash at its end
  fs::Attributes attributes;
  std::string link_target;                   // symbolic links; hard links with is_hard_link
  bool is_hard_link = false;                 // to a member that came before
  std::uint64_t size = 0;                    // bytes of content, with holes
  std::optional<std::vector<TarRange>> map;  // sparse files: what is not a hole
  std::vector<std::pair<std::string, std::string>> xattrs;
};

// Bytes of content that stand in the archive behind the header, before they are filled up to a
// block.
std::uint64_t stored_size(const TarMember& member);

// All header blocks of the member, with the map of a sparse file.
std::string pax_header(const TarMember& member);

// Whether every tar program reads an attribute of that name as it is: "=" ends a keyword, and "%"
// is how GNU tar writes it.
bool is_plain_keyword(std::string_view xattr) noexcept;

}  // namespace vixmount::cli
