// The corpus' disks with volume managers, encryption and partition tables: every file of every file
// system on them, found by the resolver, against the manifests. Prints the table.
#include <cstdio>

#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/manifest.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::fs {
namespace {

struct Stack {
  const char* image;
  const char* passphrase;  // null: not encrypted
  std::size_t entries;     // that its manifest has in all
};
void PrintTo(const Stack& stack, std::ostream* out) { *out << stack.image; }

constexpr Stack kStacks[] = {
    {"part/dfvfs/gpt.raw", nullptr, 12},       {"part/dfvfs/mbr.raw", nullptr, 12},
    {"part/utillinux/dos+bsd.img", nullptr, 1}, {"lvm/dfvfs/lvm.raw", nullptr, 6},
    {"luks/dfvfs/luks1.raw", "luksde-TEST", 6},
};

bool holds_something_known(const io::SourcePtr& volume) { return identify(volume).has_value(); }

volume::Resolution resolve(const Stack& stack) {
  std::vector<volume::Key> keys;
  if (stack.passphrase != nullptr)
    keys.push_back({"all", volume::KeyKind::passphrase, Secret(std::string_view(stack.passphrase))});
  const auto disk = std::make_shared<io::FileSource>(
      io::HostFile::open(test::corpus_image(stack.image).string()));
  return volume::resolve({{disk, 512}}, Log(), holds_something_known,
                         volume::KeyRing(std::move(keys)));
}

// The file system with the files of `expected`: by its UUID, or the next that can be mounted.
FileSystemPtr open_expected(const volume::Resolution& resolution,
                            const test::ManifestVolume& expected) {
  const auto uuid = expected.identity.find("UUID");
  for (const auto& volume : resolution.volumes) {
    const auto found = identify(volume.source);
    if (found && found->mountable &&
        (uuid == expected.identity.end() || found->uuid == uuid->second))
      return open(volume.source, OpenOptions{}, Log());
  }
  return nullptr;
}

class CorpusStack : public testing::TestWithParam<Stack> {};

TEST_P(CorpusStack, HasEveryFileOfItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto& stack = GetParam();
  const auto resolution = resolve(stack);
  std::size_t matched = 0;
  for (const auto& expected : test::read_manifest(stack.image)) {
    if (expected.entries.empty()) continue;
    const auto files = open_expected(resolution, expected);
    ASSERT_TRUE(files);
    matched += test::compare_with_manifest(*files, expected);
  }
  EXPECT_EQ(matched, stack.entries);
  std::printf("%-32s %zu volumes, %zu of %zu entries as in the manifest\n", stack.image,
              resolution.volumes.size(), matched, stack.entries);
}

INSTANTIATE_TEST_SUITE_P(Images, CorpusStack, testing::ValuesIn(kStacks));

}  // namespace
}  // namespace vixmount::fs
