#include "disk/vmdk/flat.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/sources.hpp"

namespace vixmount::disk::vmdk {

io::SourcePtr open_flat(std::shared_ptr<const io::HostFile> file, std::uint64_t offset,
                        std::uint64_t length, const Log& log) {
  const auto available = std::min(length, file->size() - std::min(offset, file->size()));
  const auto name = file->name();
  const auto file_size = file->size();
  const auto whole = std::make_shared<io::FileSource>(std::move(file));
  if (available == length) return std::make_shared<io::SliceSource>(whole, offset, length);
  log.warning("{} has {} bytes, {} less than the descriptor says", name, file_size,
              length - available);
  std::vector<io::SourcePtr> parts;
  if (available != 0) parts.push_back(std::make_shared<io::SliceSource>(whole, offset, available));
  parts.push_back(std::make_shared<io::UnreadableSource>(
      length - available,
      Error(ErrorKind::damaged,
            fmt::format("{} ends at byte {} although the descriptor says that {} more follow", name,
                        file_size, length - available))));
  return std::make_shared<io::ConcatSource>(std::move(parts));
}

}  // namespace vixmount::disk::vmdk
