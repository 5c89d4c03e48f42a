#include "disk/vmdk/cowd.hpp"

#include <array>
#include <utility>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "disk/vmdk/grain_source.hpp"
#include "disk/vmdk/layout.hpp"

namespace vixmount::disk::vmdk {
namespace {

class CowdSource final : public GrainSource {
 public:
  CowdSource(FilePtr file, const GrainGeometry& geometry, std::uint64_t directory, const Log& log)
      : GrainSource(std::move(file), geometry, directory, std::nullopt, log) {}

 private:
  Place decode_table(std::uint64_t, std::uint64_t raw) const noexcept override {
    return raw == 0 ? Place::absent() : Place::at(raw * kSectorSize);
  }
  Place decode_grain(std::uint64_t grain, std::uint64_t raw) const noexcept override {
    if (raw == 0) return Place::absent();
    return place_in_file(raw * kSectorSize, bytes_in_grain(grain), raw);
  }
};

CowdHeaderLayout read_header(const io::HostFile& file) {
  std::array<std::byte, sizeof(CowdHeaderLayout)> raw;
  if (file.size() < raw.size())
    fail(ErrorKind::damaged, "{}: the file of {} bytes ends inside its header", file.name(),
         file.size());
  file.read(0, raw);
  return BytesView(raw).get<CowdHeaderLayout>(0);
}

bool was_left_unclean(const io::HostFile& file) {
  std::array<std::byte, 4> raw;
  if (!fits(kCowdUncleanOffset, raw.size(), file.size())) return false;
  file.read(kCowdUncleanOffset, raw);
  return BytesView(raw).le32_at(0) != 0;
}

}  // namespace

bool is_cowd(const io::HostFile& file) {
  std::array<std::byte, 4> magic;
  if (file.size() < magic.size()) return false;
  file.read(0, magic);
  return BytesView(magic).le32_at(0) == kCowdMagic;
}

io::SourcePtr open_cowd(std::shared_ptr<const io::HostFile> file, const Log& log) {
  const auto header = read_header(*file);
  if (header.magic != kCowdMagic)
    fail(ErrorKind::damaged, "{}: the header of the COWD extent has no magic", file->name());
  if (header.version != kCowdVersion)
    fail(ErrorKind::unsupported_version, "{}: version {} of the COWD format is not known",
         file->name(), header.version.value());
  const auto geometry = GrainGeometry::checked(header.capacity, header.grain_size,
                                               kCowdEntriesPerTable, 4, file->name());
  if (header.directory_entries < geometry.table_count())
    fail(ErrorKind::damaged, "{}: a grain directory of {} entries does not cover {} bytes",
         file->name(), header.directory_entries.value(), geometry.capacity);
  if (was_left_unclean(*file))
    log.warning("{} was not closed cleanly by the program that wrote it", file->name());
  const auto directory = header.directory_offset * kSectorSize;
  return std::make_shared<CowdSource>(std::move(file), geometry, directory, log);
}

}  // namespace vixmount::disk::vmdk
