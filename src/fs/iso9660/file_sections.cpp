#include "fs/iso9660/file_sections.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "fs/iso9660/directory.hpp"

namespace vixmount::fs::iso9660 {

FileSections read_sections(const Volume& volume, std::uint64_t position) {
  FileSections out;
  // As far as the records of the most sections reach: a volume may go on with zeros for terabytes.
  constexpr std::uint64_t kReach = FileSections::kMost * 256;
  RecordReader reader(volume,
                      {position, std::min(volume.source()->size(), position + kReach)});
  std::string identifier;
  for (bool goes_on = true; goes_on;) {
    const auto record = reader.next();
    const auto name = record ? record->name.text(0, record->name.size()) : std::string_view();
    if (out.ranges.empty()) identifier = name;
    if (!record || name != identifier || out.ranges.size() == FileSections::kMost)
      fail_at(position, "the file goes on behind its {} sections", out.ranges.size());
    out.ranges.push_back(record->data(volume.block_size()));
    out.size += out.ranges.back().length();
    out.is_interleaved |= record->is_interleaved();
    out.is_elsewhere |= !volume.is_volume(record->fields.volume_number.little);
    goes_on = record->has(layout::kMoreSections);
  }
  return out;
}

}  // namespace vixmount::fs::iso9660
