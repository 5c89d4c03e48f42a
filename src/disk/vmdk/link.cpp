#include "disk/vmdk/link.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "disk/foreign.hpp"
#include "disk/vmdk/cowd.hpp"
#include "disk/vmdk/extents.hpp"
#include "disk/vmdk/hosted_header.hpp"
#include "disk/vmdk/se_sparse.hpp"

namespace vixmount::disk::vmdk {
namespace {

std::string read_text(const io::HostFile& file, std::uint64_t most) {
  std::string text(static_cast<std::size_t>(std::min(file.size(), most)), '\0');
  file.read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

[[noreturn]] void fail_as_extent(const io::HostFile& file, const char* kind) {
  fail(
      ErrorKind::not_a_disk,
      "{} is {} extent, a part of a virtual disk; open the disk's descriptor (the small .vmdk file "
      "that names it)",
      file.name(), kind);
}

// The descriptor in a file of its own. It ends at the first NUL: hosts pad it to a block, and QEMU,
// when it writes a shorter content id, leaves the end of the older, longer text behind the new one.
std::string read_separate_descriptor(const io::HostFile& file) {
  constexpr std::uint64_t kHeadBytes = 4096;
  if (is_cowd(file)) fail_as_extent(file, "a COWD");
  if (is_se_sparse(file)) fail_as_extent(file, "an seSparse");
  if (!looks_like_descriptor(read_text(file, kHeadBytes)))
    fail(ErrorKind::not_a_disk, "{} is no VMDK: {}", file.name(), describe_foreign(file));
  if (file.size() > kMostDescriptorBytes)
    fail(ErrorKind::limit_exceeded, "{}: a descriptor of {} bytes is not plausible (most: {})",
         file.name(), file.size(), kMostDescriptorBytes);
  auto text = read_text(file, kMostDescriptorBytes);
  if (const auto end = text.find('\0'); end != std::string::npos) text.resize(end);
  return text;
}

}  // namespace

Link open_link(OpenedFile holder, Opener& opener, const Log& log) {
  const auto& file = *holder.file;
  const bool embedded = is_hosted_sparse(file);
  std::optional<std::string> text;
  if (embedded) {
    text = read_embedded_descriptor(file);
    if (!text) fail_as_extent(file, "a sparse");
  } else {
    text = read_separate_descriptor(file);
  }
  return with_context(file.name(), [&] {
    Link link;
    link.descriptor = parse_descriptor(*text);
    auto extents = open_extents(link.descriptor, holder, embedded, opener, log);
    link.source = std::move(extents.source);
    link.extent_paths = std::move(extents.paths);
    link.holder = std::move(holder);
    return link;
  });
}

}  // namespace vixmount::disk::vmdk
