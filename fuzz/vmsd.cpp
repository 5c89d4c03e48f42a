// A .vmsd: the tree of snapshots, and every way to name one.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "guest/vm/snapshots.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto tree = guest::vm::snapshots_of(guest::vm::Dictionary::parse(text));
    for (const auto& snapshot : tree.snapshots) {
      // An accepted tree has one snapshot for each id.
      if (&tree.find("uid:" + std::to_string(snapshot.id)) != &snapshot) std::abort();
      if (snapshot.parent && *snapshot.parent >= tree.snapshots.size()) std::abort();
    }
    tree.find("no such name");
  } catch (const Error&) {
    // Refused: as good an answer as any.
  }
  return 0;
}
