// A path over a tree full of links: each line but the last is "place target", the last is the path.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/guest_tree.hpp"
#include "support/memory_file_system.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  constexpr std::size_t kMostLines = 64;
  constexpr std::size_t kLongestPlace = 512;  // the memory tree makes folders recursively
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = split(text, '\n');
  const auto root = std::make_shared<test::MemoryFileSystem>();
  const auto other = std::make_shared<test::MemoryFileSystem>();
  for (std::size_t i = 0; i + 1 < lines.size() && i < kMostLines; ++i) {
    const auto blank = lines[i].find(' ');
    if (blank == std::string_view::npos || blank > kLongestPlace) continue;
    try {
      root->add_link("/" + std::string(lines[i].substr(0, blank)),
                     std::string(lines[i].substr(blank + 1)));
    } catch (const std::logic_error&) {
      // The place is taken.
    } catch (const Error&) {
    }
  }
  other->add_link("/back", "/a");
  const guest::GuestTree tree({{"/", 1, root}, {"/mnt", 2, other}});
  try {
    const auto node = tree.resolve(lines.back());
    // A canonical path names itself.
    if (tree.resolve(node.path).path != node.path) std::abort();
  } catch (const Error&) {
    // Not found, too many links ...
  }
  return 0;
}
