// Disks in any order give the same volumes: the demo's VM, with LVM over two disks.
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

std::string text_of(const rapidjson::Value& value) {
  return value.IsNull()     ? "-"
         : value.IsString() ? value.GetString()
                            : std::to_string(value.GetUint64());
}

// What each volume is, whatever its number.
std::multiset<std::string> volumes_of(const std::string& disks) {
  const auto text = run("'" VIXMOUNT_BINARY_DIR "/bin/vixmount' volumes --json " + disks);
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << text;
  std::multiset<std::string> volumes;
  for (const auto& volume : document["volumes"].GetArray()) {
    std::string what;
    for (const auto* key : {"type", "scheme", "layout", "scheme_uuid", "partition_uuid", "size",
                            "health", "filesystem", "uuid", "label"})
      what += text_of(volume[key]) + " ";
    for (const auto& point : volume["guest_mount_points"].GetArray())
      what += std::string(point.GetString()) + " ";
    volumes.insert(what);
  }
  return volumes;
}

TEST(DiskOrder, DoesNotMatter) {
  for (const auto* program : {"linux.uml", "lvm", "qemu-img", "mke2fs", "sfdisk", "python3"})
    if (!have_program(program)) GTEST_SKIP() << "needs user-mode-linux, lvm2 and qemu-utils";
  const auto vm = demo_vm();
  const auto first = " -a '" + (vm / "server.vmdk").string() + "'";
  const auto second = " -a '" + (vm / "server-data.vmdk").string() + "'";
  const auto volumes = volumes_of(first + second);
  EXPECT_EQ(volumes, volumes_of(second + first));
  EXPECT_EQ(volumes.size(), 4U) << "/boot, root, /home and swap: scripts/make_demo_vm.sh";
}

}  // namespace
}  // namespace vixmount::test
