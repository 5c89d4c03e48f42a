// Sets of dynamic disks that make_ldm.py writes, and what its manifests tell of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::test {

struct ExpectedVolume {
  std::string name;
  std::string layout;
  std::uint64_t size = 0;
  std::string sha256;
  std::string guid;
  std::string drive_letter;
};

// The path of disk `number` of the set `set` (made once for the build folder, never written to).
std::string made_disk(const std::string& set, int number);
std::vector<ExpectedVolume> made_manifest(const std::string& set);

// The volumes of some disks of a set, in this order.
Resolution resolve_made(const std::string& set, const std::vector<int>& numbers);
Resolution resolve_sources(const std::vector<io::SourcePtr>& disks);
io::SourcePtr open_disk(const std::string& path);

// The volume whose name ends in "/NAME"; a test failure when there is none.
const Volume& find_volume(const Resolution& resolution, const std::string& name);

// Name, layout, size, content, identity and letter are those of the manifest.
void expect_volume(const Resolution& resolution, const ExpectedVolume& expected);

}  // namespace vixmount::volume::test
