#include "fs/iso9660/content.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "fs/iso9660/zisofs_source.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::iso9660 {
namespace {

void add_range(std::vector<io::SourcePtr>& parts, const io::SourcePtr& volume, ByteRange range) {
  const auto end = volume->size();
  const auto here = std::min(range.end, end);
  if (range.begin < here)
    parts.push_back(
        std::make_shared<io::SliceSource>(volume, range.begin, here - range.begin));
  if (range.end <= end) return;
  const auto missing = std::max(range.begin, end);
  parts.push_back(std::make_shared<io::UnreadableSource>(
      range.end - missing,
      Error(ErrorKind::damaged,
            fmt::format("the file's bytes {} to {} of the volume are behind its end ({} bytes)",
                        missing, range.end, end),
            missing)));
}

io::SourcePtr stored_content(const io::SourcePtr& volume, const FileSections& sections) {
  std::vector<io::SourcePtr> parts;
  for (const auto& range : sections.ranges)
    if (!range.empty()) add_range(parts, volume, range);
  if (parts.size() == 1) return parts.front();
  return std::make_shared<io::ConcatSource>(std::move(parts));
}

}  // namespace

std::uint64_t content_size(const FileSections& sections, const RockRidge& more) {
  return more.compressed && is_zisofs(*more.compressed) ? more.compressed->size.little.value()
                                                        : sections.size;
}

io::SourcePtr open_content(const Volume& volume, const FileSections& sections,
                           const RockRidge& more) {
  if (sections.is_interleaved) fail(ErrorKind::unsupported, "the file is interleaved");
  if (sections.is_elsewhere)
    fail(ErrorKind::unsupported, "the file is on another volume of the volume set");
  if (more.is_sparse) fail(ErrorKind::unsupported, "the file is sparse (Rock Ridge SF)");
  auto stored = stored_content(volume.source(), sections);
  if (!more.compressed) return stored;
  return open_compressed(std::move(stored), *more.compressed);
}

}  // namespace vixmount::fs::iso9660
