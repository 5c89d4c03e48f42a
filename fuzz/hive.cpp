// A registry hive through libhivex: what inspection reads, and a part of the whole tree.
#include "guest/windows/hive.hpp"

#include <cstdint>
#include <cstring>
#include <memory>

#include "guest/windows/base_block.hpp"
#include "guest/windows/product_name.hpp"
#include "guest/windows/software.hpp"
#include "guest/windows/system.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::guest::windows;

template <typename Body>
void expect_error(Body body) {
  try {
    body();
  } catch (const Error&) {  // what damage is to end as
  }
}

void walk(const Key& key, int& budget) {
  if (--budget < 0) return;
  expect_error([&] {
    for (const auto& name : key.value_names())
      if (--budget > 0) expect_error([&] { key.value(name); });
  });
  expect_error([&] {
    for (const auto& child : key.children()) {
      if (budget < 0) return;
      expect_error([&] { child.name(); });
      walk(child, budget);
    }
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLargest = 1 << 20;
  if (size > kLargest) return 0;
  expect_error([&] {
    auto memory = std::make_unique<HiveMemory>(size);
    if (size != 0) std::memcpy(memory->bytes().data(), data, size);
    if (size >= sizeof(layout::BaseBlock)) {  // a checksum no mutation would find
      auto block = BytesView(memory->bytes()).get<layout::BaseBlock>(0);
      block.checksum = base_block_checksum(block);
      std::memcpy(memory->bytes().data(), static_cast<const void*>(&block), sizeof block);
    }
    const Hive hive(std::move(memory));
    Product product;
    Machine machine;
    expect_error([&] { product = read_product(hive.root()).value_or(Product()); });
    expect_error([&] { machine = read_machine(hive.root()).value_or(Machine()); });
    expect_error([&] { read_mounted_devices(hive.root()); });
    product_name(product, machine);
    int budget = 2000;
    expect_error([&] { walk(hive.root(), budget); });
  });
  return 0;
}
