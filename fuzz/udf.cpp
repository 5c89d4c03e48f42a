// A whole UDF volume (a sparse one, see sparse_disk.hpp): identified, opened, walked and read in
// every way; once as it is, once with the sums of all descriptors made good. Seeds are made by
// tests/fs/udf/make_image.py NAME FILE 512 and fuzz/seeds/make_sparse_seed.py.
#include "fs/udf/udf.hpp"

#include <cstddef>
#include <cstdint>

#include "sealed_descriptors.hpp"
#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

namespace {

void read_volume(const io::SourcePtr& volume) {
  tolerate([&] { fs::udf::identify(*volume); });
  tolerate([&] {
    const auto files = fs::udf::open(volume, fs::udf::Options{.show_hidden = true}, Log{});
    tolerate([&] { files->statistics(); });
    fuzz::walk(*files);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  read_volume(volume);
  read_volume(volume->repaired(fuzz::seal_descriptors));
  return 0;
}
