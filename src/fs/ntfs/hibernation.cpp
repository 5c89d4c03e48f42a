#include "fs/ntfs/hibernation.hpp"

#include <array>
#include <cstring>

#include "base/error.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kSignatureBytes = 4;
constexpr std::array<const char*, 2> kSleeping = {"hibr", "HIBR"};  // "wake": it was woken

}  // namespace

bool is_hibernated(const FileSystem& files) {
  try {
    const auto node = files.lookup(files.root(), "hiberfil.sys");
    if (!node || files.attributes(*node).type != NodeType::regular) return false;
    const auto content = files.open(*node);
    if (content->size() < kSignatureBytes) return false;
    std::array<std::byte, kSignatureBytes> signature{};
    content->read(0, signature);
    for (const auto* sleeping : kSleeping)
      if (std::memcmp(signature.data(), sleeping, kSignatureBytes) == 0) return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;  // damage shows to whoever reads the file
  }
  return false;
}

}  // namespace vixmount::fs::ntfs
