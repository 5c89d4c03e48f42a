#include "disk_support.hpp"

#include <algorithm>
#include <fstream>
#include <random>
#include <stdexcept>

namespace vixmount::disk::test {

std::string sha256_by_qemu(const TemporaryFolder& folder, const std::string& image) {
  const auto raw = folder.file("by-qemu.raw");
  vixmount::test::run("qemu-img convert -O raw '" + image + "' '" + raw + "'");
  return vixmount::test::sha256_of_file(raw);
}

void make_pattern(const std::string& path, std::uint64_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::ofstream out(path, std::ios::binary);
  for (std::uint64_t at = 0; at < size;) {
    const auto length = std::min<std::uint64_t>(size - at, 512 * (1 + random() % 400));
    std::string bytes(length, '\0');
    const auto kind = random() % 3;  // zeros, one byte value, noise
    for (auto& byte : bytes)
      byte = kind == 0 ? '\0' : static_cast<char>(kind == 1 ? at / 512 + 1 : random());
    out.write(bytes.data(), static_cast<std::streamsize>(length));
    at += length;
  }
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

std::string descriptor_text(const std::string& extents, const std::string& more) {
  return "# Disk DescriptorFile\nversion=1\nCID=11112222\nparentCID=ffffffff\n"
         "createType=\"custom\"\n" +
         more + "\n# Extent description\n" + extents + "\n";
}

void run_writer(const std::string& script, const std::string& arguments) {
  vixmount::test::run("python3 '" + std::string(VIXMOUNT_SOURCE_DIR) + "/tests/disk/" + script +
                      "' " + arguments);
}

void patch(const std::string& path, std::uint64_t offset, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot patch " + path);
}

}  // namespace vixmount::disk::test
