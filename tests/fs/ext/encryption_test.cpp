// Encrypted folders: the kernel writes them with a key, and both sides list them without it.
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fscrypt.h>
#include <sys/ioctl.h>

#include "base/unique_fd.hpp"
#include "fs/ext/ext.hpp"
#include "fs/ext/image.hpp"
#include "fs/support/loop_mount.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

// Makes `folder` encrypted with a fixed key. False where the kernel cannot.
bool encrypt(const std::string& mounted, const std::string& folder) {
  constexpr std::size_t kKeySize = 64;
  fscrypt_add_key_arg head{};  // the key itself follows it
  head.key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER;
  head.raw_size = kKeySize;
  std::vector<std::uint8_t> key(sizeof head + kKeySize);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i * 3);
  std::memcpy(key.data(), &head, sizeof head);
  const UniqueFd root(::open(mounted.c_str(), O_RDONLY | O_CLOEXEC));
  if (::ioctl(root.get(), FS_IOC_ADD_ENCRYPTION_KEY, key.data()) != 0) return false;
  std::memcpy(&head, key.data(), sizeof head);  // the kernel has put in the key's identifier
  fscrypt_policy_v2 policy{};
  policy.version = FSCRYPT_POLICY_V2;
  policy.contents_encryption_mode = FSCRYPT_MODE_AES_256_XTS;
  policy.filenames_encryption_mode = FSCRYPT_MODE_AES_256_CTS;
  policy.flags = FSCRYPT_POLICY_FLAGS_PAD_32;
  std::memcpy(policy.master_key_identifier, head.key_spec.u.identifier,
              sizeof policy.master_key_identifier);
  const UniqueFd target(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  return ::ioctl(target.get(), FS_IOC_SET_ENCRYPTION_POLICY, &policy) == 0;
}

void fill(const std::string& folder) {
  test::write_file(folder + "/secret", "text");
  test::write_file(folder + "/" + std::string(200, 'l'), "a long name");
  std::filesystem::create_directory(folder + "/many");
  for (int i = 0; i < 600; ++i)
    test::write_file(folder + "/many/" + std::to_string(i) + std::string(i % 200, 'n'), "");
  std::filesystem::create_symlink("target", folder + "/link");
}

// Names, and what opening says, for all below `path`.
std::size_t compare(const FileSystem& files, NodeId node, const std::filesystem::path& path) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    ++count;
    const auto name = entry.path().filename().string();
    const auto found = files.lookup(node, name);
    EXPECT_TRUE(found) << entry.path();
    if (!found) continue;
    const auto attributes = files.attributes(*found);
    EXPECT_TRUE(attributes.encrypted) << entry.path();
    if (entry.is_symlink()) {
      EXPECT_EQ(test::error_kind_of([&] { files.read_link(*found); }), ErrorKind::encrypted);
    } else if (entry.is_directory()) {
      count += compare(files, *found, entry.path());
    } else {
      EXPECT_EQ(test::error_kind_of([&] { files.open(*found); }), ErrorKind::encrypted);
    }
  }
  std::size_t listed = 0;
  files.list(node, 0, [&](const DirectoryEntry& entry) {
    ++listed;
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::symlink_status(path / entry.name)))
        << "not the kernel's name: " << entry.name;
    return true;
  });
  EXPECT_EQ(static_cast<std::ptrdiff_t>(listed),
            std::distance(std::filesystem::directory_iterator(path), {}));
  return count;
}

TEST(Encryption, NamesAreThoseTheKernelShowsWithoutTheKey) {
  VIXMOUNT_REQUIRE_ROOT();
  VIXMOUNT_REQUIRE_PROGRAM("mke2fs");
  const test::TemporaryFolder folder;
  const auto image = make_image(folder, "-t ext4 -b 4096 -O encrypt", "60M");
  {
    const test::LoopMount mounted(image, "noatime");
    const auto target = mounted.path().string() + "/e";
    std::filesystem::create_directory(target);
    if (!encrypt(mounted.path().string(), target)) GTEST_SKIP() << "no fscrypt in this kernel";
    fill(target);
  }
  const test::LoopMount mounted(image, "ro,noatime");
  const auto files = open(test::open_image(image), Options{}, Log{});
  const auto node = files->lookup(files->root(), "e");
  ASSERT_TRUE(node);
  EXPECT_TRUE(files->attributes(*node).encrypted);
  EXPECT_EQ(compare(*files, *node, mounted.path() / "e"), 604U);
  EXPECT_FALSE(files->lookup(*node, "secret"));
}

}  // namespace
}  // namespace vixmount::fs::ext
