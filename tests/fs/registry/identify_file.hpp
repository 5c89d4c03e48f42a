// identify() on a file of the host or a part of it.
#pragma once

#include "fs/registry.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::test {

inline std::optional<Identification> identify_file(const std::filesystem::path& path) {
  return identify(std::make_shared<io::FileSource>(io::HostFile::open(path.string())));
}

inline std::optional<Identification> identify_part(const std::filesystem::path& path,
                                                   std::uint64_t offset, std::uint64_t size) {
  const auto file = std::make_shared<io::FileSource>(io::HostFile::open(path.string()));
  return identify(std::make_shared<io::SliceSource>(file, offset, size));
}

}  // namespace vixmount::fs::test
