// What the tests of BitLocker share: a volume resolved with keys.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "io/host_file.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::bitlocker::test {

inline io::SourcePtr open_file(const std::string& path) {
  return std::make_shared<io::FileSource>(io::HostFile::open(path));
}

inline KeyRing ring_of(const std::string& secret, KeyKind kind = KeyKind::passphrase) {
  return KeyRing({{"all", kind, Secret(secret)}});
}

inline Resolution resolve_with_keys(const io::SourcePtr& disk, const KeyRing& keys) {
  return resolve({{disk, 512}}, Log(), {}, keys);
}

// The only volume of the disk.
inline Volume only_volume(const io::SourcePtr& disk, const KeyRing& keys = {}) {
  auto resolution = resolve_with_keys(disk, keys);
  EXPECT_EQ(resolution.volumes.size(), 1U);
  return resolution.volumes.at(0);
}

}  // namespace vixmount::volume::bitlocker::test
