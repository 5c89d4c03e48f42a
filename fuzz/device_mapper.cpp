// The B-trees and arrays of the device mapper's metadata. The tree begins at block 1, an array at
// block 2.
#include "sealed_metadata.hpp"
#include "tolerate.hpp"
#include "volume/device_mapper/persistent_data/array.hpp"

using namespace vixmount;
namespace dm = vixmount::volume::device_mapper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto metadata = fuzz::sealed_metadata(data, size, dm::BlockKind::node);
  const auto nodes = std::make_shared<const dm::NodeCache>(dm::MetadataBlocks(metadata));
  for (const std::uint32_t value_size : {8, 24}) {
    const dm::BTree tree(nodes, 1, value_size);
    fuzz::tolerate([&] {
      std::uint64_t previous = 0;
      bool is_first = true;
      tree.for_each([&](std::uint64_t key, BytesView value) {
        if (value.size() != value_size || (!is_first && key <= previous)) __builtin_trap();
        previous = key;
        is_first = false;
        // What the walk finds, the search finds.
        dm::NodePtr holder;
        if (!tree.lookup(key, holder)) __builtin_trap();
        return true;
      });
    });
    for (const std::uint64_t key : {0ULL, 1ULL, 250ULL, 100000ULL, ~0ULL})
      fuzz::tolerate([&] { tree.find(key); });
  }
  fuzz::tolerate([&] {
    std::uint64_t expected = 0;
    dm::for_each_array_value(nodes, 2, 1200, [&](std::uint64_t index, std::uint64_t) {
      if (index != expected++) __builtin_trap();
    });
  });
  return 0;
}
