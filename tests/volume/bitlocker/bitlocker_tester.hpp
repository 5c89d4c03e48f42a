// What the tests of BitLocker share: a volume resolved with keys, and small volumes made by
// make_volumes.py.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "io/host_file.hpp"
#include "io/sources.hpp"
#include "support/made_once.hpp"
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

inline bool have_python_cryptography() {
  static const bool have = vixmount::test::have_program("python3") &&
                           vixmount::test::run(
                               "python3 -c 'from importlib.util import find_spec; "
                               "print(find_spec(\"cryptography\") is not None)'") == "True\n";
  return have;
}
#define VIXMOUNT_REQUIRE_MADE_VOLUMES()                                 \
  if (!::vixmount::volume::bitlocker::test::have_python_cryptography()) \
  GTEST_SKIP() << "needs python3 with its module cryptography, to make the volumes"

inline std::filesystem::path made_volumes() {
  return vixmount::test::made_once("bitlocker-volumes",
                                   "python3 '" VIXMOUNT_SOURCE_DIR
                                   "/tests/volume/bitlocker/make_volumes.py'",
                                   {"tests/volume/bitlocker/make_volumes.py"});
}

inline std::string made_image(const std::string& name) {
  return (made_volumes() / (name + ".img")).string();
}
inline std::string made_plain(const std::string& name) {
  return vixmount::test::read_file(made_volumes() / (name + ".plain"));
}
inline KeyRing made_startup_key() {
  return ring_of(vixmount::test::read_file(made_volumes() / "startup.bek"), KeyKind::startup_key);
}

// All bytes of a source.
inline std::string content_of(const io::ByteSource& source) {
  const auto bytes = io::read_bytes(source, 0, static_cast<std::size_t>(source.size()));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace vixmount::volume::bitlocker::test
