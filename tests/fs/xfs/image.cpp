#include "fs/xfs/image.hpp"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <sys/xattr.h>

namespace vixmount::fs::xfs {
namespace {

std::string noise(std::size_t size, std::uint32_t seed) {
  std::string out(size, '\0');
  for (auto& byte : out) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return out;
}

void set_xattr(const std::string& path, const std::string& name, const std::string& value) {
  if (::lsetxattr(path.c_str(), name.c_str(), value.data(), value.size(), 0) != 0)
    throw std::system_error(errno, std::generic_category(), path + " " + name);
}

void add_attributes(const std::string& root) {
  const auto values = root + "/attributes of all sizes";
  test::write_file(values, "content");
  for (const std::size_t size :
       {0, 1, 200, 255, 256, 400, 3000, 4040, 4041, 8080, 8081, 20000, 65536})
    set_xattr(values, fmt::format("user.size {}", size), noise(size, static_cast<unsigned>(size)));
  const auto many = root + "/many attributes";
  test::write_file(many, "content");
  for (unsigned i = 0; i < 700; ++i)
    set_xattr(many,
              fmt::format("{}.number {:04}{}", i % 2 == 0 ? "user" : "trusted", i,
                          std::string(i % 50, 'z')),
              noise(i % 90, i));
  for (unsigned i = 0; i < 700; i += 3) {
    const auto name = fmt::format("{}.number {:04}{}", i % 2 == 0 ? "user" : "trusted", i,
                                  std::string(i % 50, 'z'));
    ::removexattr(many.c_str(), name.c_str());
  }
}

void add_extents(const std::string& root, bool has_reflink) {
  test::write_file(root + "/punched", noise(6 << 20, 4711));
  std::string commands;
  for (int i = 0; i < 300; ++i) commands += fmt::format(" -c 'fpunch {} 8192'", i * 20480);
  commands +=
      " -c 'falloc 7m 3m' -c 'pwrite -q 8m 5000' -c 'fzero 100k 300k' -c 'falloc -k 20m 1m'";
  test::run("xfs_io" + commands + " '" + root + "/punched'");
  if (!has_reflink) return;
  test::run("cp --reflink=always '" + root + "/punched' '" + root +
            "/shared' && xfs_io -c 'pwrite -q 1m 70000' '" + root + "/shared'");
}

void add_large_directories(const std::string& root, unsigned entries) {
  test::run(fmt::format(
      "mkdir '{0}/entries'; cd '{0}/entries'; "
      "seq -f 'an entry with a name of some length %06.0f' {1} | xargs -d '\n' touch; "
      "seq -f 'an entry with a name of some length %06.0f' 3 2 {2} | xargs -d '\n' rm",
      root, entries, entries / 2));
  // Short, single block, leaf and node form, and one that shrank.
  for (const int count : {1, 2, 8, 30, 80, 300, 1500})
    test::run(fmt::format(
        "mkdir '{0}/{1}'; cd '{0}/{1}'; seq -f 'name %g' {1} | xargs -d '\n' touch", root, count));
}

}  // namespace

std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size) {
  const auto image = folder.file("image");
  // mkfs.xfs makes file systems below 300 MiB only for tests, which say so by these variables.
  test::run("truncate -s " + size + " '" + image +
            "' && TEST_DIR=1 TEST_DEV=1 QA_CHECK_FS=1 mkfs.xfs -q -f " + options + " '" + image +
            "' 2>&1");
  return image;
}

void add_xfs_tree(const std::string& root, bool has_reflink, unsigned entries) {
  add_attributes(root);
  add_extents(root, has_reflink);
  add_large_directories(root, entries);
}

std::string added_contents(bool has_reflink, unsigned entries) {
  return fmt::format(
      "attributes of 0 to 65536 bytes (remote), 467 attributes of a file (leaf and node), "
      "300 punched holes, zeroed ranges and space behind the end (xfs_io), "
      "directories of 1 to 1500 entries (short; block; leaf; node), "
      "directory of {} entries with a quarter removed{}",
      entries, has_reflink ? ", shared extents (reflink)" : "");
}

}  // namespace vixmount::fs::xfs
