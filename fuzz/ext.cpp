// A whole ext image: opened, walked, and read in every way, all within bounds. Once with checksums
// verified and once without, since no mutation gets past them.
#include "fs/ext/ext.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "io/sources.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* first = reinterpret_cast<const std::byte*>(data);
  const auto volume =
      std::make_shared<io::MemorySource>(std::vector<std::byte>(first, first + size));
  tolerate([&] { fs::ext::identify(*volume); });
  for (const bool verify : {false, true}) {
    fs::ext::Options options;
    options.verify_checksums = verify;
    tolerate([&] {
      const auto files = fs::ext::open(volume, options, Log{});
      files->statistics();
      fuzz::walk(*files);
    });
  }
  return 0;
}
