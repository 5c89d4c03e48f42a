// Signature probes: any volume is identified or not, and only errors of reading are thrown (this
// one has none).
#include "base/text.hpp"
#include "fs/registry.hpp"
#include "sparse_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = vixmount::fs::identify(vixmount::fuzz::SparseDisk::parse(data, size));
  if (found && (found->type.empty() || !vixmount::is_valid_utf8(found->label) ||
                !vixmount::is_valid_utf8(found->uuid)))
    __builtin_trap();
  return 0;
}
