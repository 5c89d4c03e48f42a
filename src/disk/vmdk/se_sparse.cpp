#include "disk/vmdk/se_sparse.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "disk/vmdk/grain_source.hpp"
#include "disk/vmdk/layout.hpp"

namespace vixmount::disk::vmdk {
namespace {

// The only values seen; the format is not published, so others are refused and not guessed.
constexpr std::uint64_t kGrainSectors = 8;
constexpr std::uint64_t kTableSectors = 64;
constexpr std::uint64_t kEntryBytes = 8;

// A directory entry: 0, or this in the upper half and a table's number in the lower.
constexpr std::uint64_t kTableAllocated = 0x10000000;

enum class GrainType : std::uint8_t {
  unallocated = 0,  // not in this link
  unmapped = 1,     // given back by the guest: reads as zeros, does not fall through to the parent
  zero = 2,
  allocated = 3,
};

// The grain's number is stored rotated: its low 12 bits are bits 48 to 59 of the entry, the rest
// begins at bit 0.
std::uint64_t grain_number(std::uint64_t entry) noexcept {
  return ((entry >> 48) & 0xFFF) | ((entry & 0x0000FFFFFFFFFFFF) << 12);
}

struct Regions {
  std::uint64_t directory = 0, tables = 0, grains = 0;  // bytes in the file
  std::uint64_t table_count = 0, grain_count = 0;       // bounds of the last two
};

class SeSparseSource final : public GrainSource {
 public:
  SeSparseSource(FilePtr file, const GrainGeometry& geometry, const Regions& regions,
                 const Log& log)
      : GrainSource(std::move(file), geometry, regions.directory, std::nullopt, log),
        regions_(regions) {}

 private:
  Place decode_table(std::uint64_t, std::uint64_t raw) const noexcept override {
    if (raw == 0) return Place::absent();
    const auto number = raw & 0xFFFFFFFF;
    if (raw >> 32 != kTableAllocated || number >= regions_.table_count)
      return Place::damaged(raw, "names no grain table");
    return Place::at(regions_.tables + number * kTableSectors * kSectorSize);
  }

  Place decode_grain(std::uint64_t grain, std::uint64_t raw) const noexcept override {
    switch (raw >> 60) {
      case static_cast<std::uint8_t>(GrainType::unallocated):
        return raw == 0 ? Place::absent() : Place::damaged(raw, "is of no known kind");
      case static_cast<std::uint8_t>(GrainType::unmapped):
      case static_cast<std::uint8_t>(GrainType::zero):
        return Place::zero();
      case static_cast<std::uint8_t>(GrainType::allocated): {
        const auto number = grain_number(raw);
        if (number >= regions_.grain_count) return Place::damaged(raw, "names no grain");
        return place_in_file(regions_.grains + number * kGrainSectors * kSectorSize,
                             bytes_in_grain(grain), raw);
      }
      default:
        return Place::damaged(raw, "is of no known kind");
    }
  }

  Regions regions_;
};

template <typename Layout>
Layout layout_at(const io::HostFile& file, std::uint64_t position, const char* what) {
  std::array<std::byte, sizeof(Layout)> raw;
  if (!fits(position, raw.size(), file.size()))
    fail_at(position, "{}: the file of {} bytes ends before its {} header", file.name(),
            file.size(), what);
  file.read(position, raw);
  return BytesView(raw, position).get<Layout>(0);
}

void require_known(const SeSparseConstantHeaderLayout& header, const io::HostFile& file) {
  if (header.magic != kSeSparseConstantMagic)
    fail(ErrorKind::damaged, "{}: the header of the seSparse extent has no magic", file.name());
  if (header.version != kSeSparseVersion)
    fail(ErrorKind::unsupported_version, "{}: version {:#x} of the seSparse format is not known",
         file.name(), header.version.value());
  const bool reserved = std::any_of(header.reserved.begin(), header.reserved.end(),
                                    [](const le64& field) { return field != 0; });
  if (header.grain_size != kGrainSectors || header.grain_table_size != kTableSectors ||
      header.flags != 0 || reserved)
    fail(ErrorKind::unsupported,
         "{}: a seSparse extent with grains of {} and tables of {} sectors, flags {:#x}{}",
         file.name(), header.grain_size.value(), header.grain_table_size.value(),
         header.flags.value(), reserved ? " and unknown features" : "");
}

void require_settled(const SeSparseConstantHeaderLayout& constant, const io::HostFile& file) {
  const auto position = checked_multiply<std::uint64_t>(constant.volatile_header.offset,
                                                        kSectorSize, "place of the second header");
  const auto header = layout_at<SeSparseVolatileHeaderLayout>(file, position, "second");
  if (header.magic != kSeSparseVolatileMagic)
    fail_at(position, "{}: the second header of the seSparse extent has no magic", file.name());
  if (header.replay_journal != 0)
    fail(ErrorKind::unsupported,
         "{}: the host that wrote this snapshot did not finish: its journal would have to be "
         "replayed, which is not supported; let ESXi open the disk once, or use another snapshot",
         file.name());
}

Regions regions_of(const SeSparseConstantHeaderLayout& header, const GrainGeometry& geometry,
                   const io::HostFile& file) {
  const auto bytes = [](const le64& sectors) {
    return checked_multiply<std::uint64_t>(sectors, kSectorSize, "region of the seSparse extent");
  };
  if (bytes(header.grain_directory.size) / kEntryBytes < geometry.table_count())
    fail(ErrorKind::damaged, "{}: a grain directory of {} sectors does not cover {} bytes",
         file.name(), header.grain_directory.size.value(), geometry.capacity);
  Regions regions{bytes(header.grain_directory.offset), bytes(header.grain_tables.offset),
                  bytes(header.grains.offset), header.grain_tables.size / kTableSectors,
                  header.grains.size / kGrainSectors};
  checked_add(regions.tables, bytes(header.grain_tables.size), "end of the grain tables");
  checked_add(regions.grains, bytes(header.grains.size), "end of the grains");
  return regions;
}

}  // namespace

bool is_se_sparse(const io::HostFile& file) {
  std::array<std::byte, 8> magic;
  if (file.size() < magic.size()) return false;
  file.read(0, magic);
  return BytesView(magic).le64_at(0) == kSeSparseConstantMagic;
}

io::SourcePtr open_se_sparse(std::shared_ptr<const io::HostFile> file, const Log& log) {
  const auto header = layout_at<SeSparseConstantHeaderLayout>(*file, 0, "first");
  require_known(header, *file);
  require_settled(header, *file);
  const auto geometry =
      GrainGeometry::checked(header.capacity, kGrainSectors,
                             kTableSectors * kSectorSize / kEntryBytes, kEntryBytes, file->name());
  const auto regions = regions_of(header, geometry, *file);
  return std::make_shared<SeSparseSource>(std::move(file), geometry, regions, log);
}

}  // namespace vixmount::disk::vmdk
