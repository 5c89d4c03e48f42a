// The entries of a dynamic disk's database: put together, and each record parsed.
#include "tolerate.hpp"
#include "volume/ldm/records.hpp"
#include "volume/ldm/vblk.hpp"

namespace ldm = vixmount::volume::ldm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vixmount::BytesView entries(std::as_bytes(std::span(data, size)));
  for (const std::uint32_t entry_size : {128, 64}) {
    std::vector<std::string> faults;
    for (const auto& record : ldm::collect_records(entries, entry_size, faults))
      vixmount::fuzz::tolerate(
          [&] { ldm::parse_record(vixmount::BytesView(record.bytes, record.position)); });
    if (faults.size() > ldm::kMostFaults) __builtin_trap();
  }
  vixmount::fuzz::tolerate([&] { ldm::parse_record(entries); });
  return 0;
}
