// The input is an MFT record. Its fixups are applied where they hold, and done without where not,
// so that mutations reach what lies behind them.
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/record.hpp"
#include "fs/ntfs/runlist.hpp"

using namespace vixmount;
using namespace vixmount::fs::ntfs;

namespace {

constexpr std::size_t kMostBytes = 64U << 10;

Geometry geometry() {
  Geometry out;
  out.cluster_size = 4096;
  out.record_size = 1024;
  out.cluster_count = 1U << 20;
  return out;
}

void look_at(const Attribute& attribute) {
  attribute.description();
  if (attribute.is_resident()) {
    if (attribute.value().size() > attribute.bytes().size()) __builtin_trap();
    return;
  }
  try {
    Runlist runs;
    append_runs(runs, attribute, geometry());
    find_run(runs, attribute.lowest_vcn());
  } catch (const Error&) {
  }
  attribute.sizes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostBytes) return 0;
  const auto* first = reinterpret_cast<const std::byte*>(data);
  const auto bytes = std::make_shared<std::vector<std::byte>>(first, first + size);
  try_apply_fixups(*bytes);
  try {
    const Record record(0, BytesView(*bytes), bytes);
    for (const auto& attribute : record.attributes()) {
      try {
        look_at(attribute);
      } catch (const Error&) {
      }
    }
  } catch (const Error&) {
    // What is refused is refused with a reason.
  }
  return 0;
}
