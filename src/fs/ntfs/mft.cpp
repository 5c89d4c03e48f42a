#include "fs/ntfs/mft.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/mft_bootstrap.hpp"
#include "fs/shared/opening.hpp"

namespace vixmount::fs::ntfs {
namespace {

// Windows and ntfs-3g make no more records; node numbers keep 40 bits for them.
constexpr std::uint64_t kMostRecords = 1ULL << 32;

}  // namespace

Mft::Mft(io::SourcePtr volume, const Geometry& geometry)
    : volume_(std::move(volume)), geometry_(geometry) {}

MftPtr Mft::open(io::SourcePtr volume, const Geometry& geometry) {
  std::shared_ptr<Mft> mft(new Mft(std::move(volume), geometry));
  mft->find_table();
  mft->check_mirrored_records();
  return mft;
}

void Mft::find_table() {
  const auto offset = geometry_.offset_of(geometry_.mft_cluster);
  std::shared_ptr<const RunSource> table;
  try {
    table = open_mft_table(volume_, geometry_, read_single_record(*volume_, geometry_, 0, offset));
  } catch (const Error& fault) {
    if (fault.kind() != ErrorKind::damaged) throw;
    try {
      mirrored_[0] = read_from_mirror(0);
      table = open_mft_table(volume_, geometry_, *mirrored_[0]);
    } catch (const Error& second) {
      if (second.kind() != ErrorKind::damaged) throw;
      throw fault;
    }
    add_remark(remark_, fmt::format("{}; its mirror is used", fault.message()));
  }
  record_count_ = table->size() / geometry_.record_size;
  if (record_count_ > kMostRecords)
    fail(ErrorKind::damaged, "a master file table of {} records", record_count_);
  cache_ = std::make_unique<const RecordCache>(std::move(table), geometry_.record_size);
}

void Mft::check_mirrored_records() {
  for (std::uint64_t number = 0; number < kMirroredRecords; ++number) {
    if (mirrored_[number]) continue;
    try {
      record(number);
    } catch (const Error& fault) {
      if (fault.kind() != ErrorKind::damaged && fault.kind() != ErrorKind::not_found) throw;
      try {
        mirrored_[number] = read_from_mirror(number);
        add_remark(remark_, fmt::format("{}; its mirror is used", fault.message()));
      } catch (const Error& second) {
        if (second.kind() != ErrorKind::damaged) throw;
        add_remark(remark_, fault.message());  // whoever needs the record will say so again
      }
    }
  }
}

Record Mft::read_from_mirror(std::uint64_t number) const {
  const auto start =
      checked_multiply(geometry_.mft_mirror_cluster, geometry_.cluster_size, "MFT mirror");
  const auto offset = checked_add(start, number * geometry_.record_size, "MFT mirror");
  return read_single_record(*volume_, geometry_, number, offset);
}

Record Mft::record(std::uint64_t number) const {
  if (number < kMirroredRecords && mirrored_[number]) return *mirrored_[number];
  if (number >= record_count_) [[unlikely]]
    fail(ErrorKind::not_found, "there is no MFT record {}: the table has {}", number,
         record_count_);
  return cache_->record(number);
}

Record Mft::record(FileReference reference) const {
  if (reference.record >= record_count_) [[unlikely]]
    fail(ErrorKind::damaged, "something refers to MFT record {}; the table has {}",
         reference.record, record_count_);
  auto found = record(reference.record);
  if (!found.in_use()) [[unlikely]]
    fail_at(found.bytes().origin(), "MFT record {} is not in use, but something refers to it",
            reference.record);
  if (reference.sequence != 0 && reference.sequence != found.sequence()) [[unlikely]]
    fail_at(found.bytes().origin(),
            "MFT record {} has sequence number {}; what refers to it means {}", reference.record,
            found.sequence(), reference.sequence);
  return found;
}

}  // namespace vixmount::fs::ntfs
