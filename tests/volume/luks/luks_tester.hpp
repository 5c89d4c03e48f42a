// What the tests of LUKS share: a disk file resolved with keys.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "io/host_file.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::luks::test {

inline io::SourcePtr open_file(const std::string& path) {
  return std::make_shared<io::FileSource>(io::HostFile::open(path));
}

inline KeyRing ring_of(const std::vector<std::string>& passphrases,
                       KeyKind kind = KeyKind::passphrase) {
  std::vector<Key> keys;
  for (const auto& text : passphrases) keys.push_back({"all", kind, Secret(text)});
  return KeyRing(std::move(keys));
}

inline Resolution resolve_with_keys(const io::SourcePtr& disk, const KeyRing& keys) {
  return resolve({{disk, 512}}, Log(), {}, keys);
}

// The only volume of the disk.
inline Volume only_volume(const io::SourcePtr& disk, const KeyRing& keys) {
  auto resolution = resolve_with_keys(disk, keys);
  EXPECT_EQ(resolution.volumes.size(), 1U);
  return resolution.volumes.at(0);
}

inline Volume only_volume(const std::string& path, const std::string& passphrase) {
  return only_volume(open_file(path), ring_of({passphrase}));
}

}  // namespace vixmount::volume::luks::test
