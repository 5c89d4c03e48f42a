#include "fs/ufs/directory_scan.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/posix_mode.hpp"
#include "fs/ufs/block_map.hpp"

namespace vixmount::fs::ufs {
namespace {

// No entry crosses a border of 512 bytes; Apple's UFS has 1024.
constexpr std::uint64_t kPieceBytes = 1024;
// 40 million files; a larger one is a lie.
constexpr std::uint64_t kMostDirectoryBytes = 1ULL << 30;
constexpr std::uint32_t kLongestName = 255;
constexpr std::uint8_t kWhiteout = 14;
constexpr std::size_t kHeader = sizeof(layout::DirectoryEntry<ByteOrder::little>);

struct RawEntry {
  std::uint32_t inode;  // 0: unused
  std::uint32_t record_length;
  std::uint32_t name_length;
  std::uint8_t type;  // 0: not told
};

RawEntry raw_entry(BytesView bytes, std::size_t offset, const Superblock& superblock) {
  return in_order(superblock.order, [&](auto order) {
    const auto raw = bytes.get<layout::DirectoryEntry<order.value>>(offset);
    RawEntry out{raw.inode, raw.record_length, raw.type_and_length[1], raw.type_and_length[0]};
    if (superblock.dialect != Dialect::bsd44) {
      using u16 = typename layout::Types<order.value>::u16;
      out.name_length = std::bit_cast<u16>(raw.type_and_length).value();
      out.type = 0;
    }
    return out;
  });
}

// One block after the other, each in pieces.
class Scan {
 public:
  Scan(const Volume& volume, const Inode& directory, std::uint64_t from,
       const DirectoryVisitor& visit)
      : volume_(volume), directory_(directory), from_(from), visit_(visit) {}

  void run();

 private:
  // What does not hinder reading on is thrown at the end.
  void remember(const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw error;
    if (!damage_) damage_ = error;
  }
  bool scan_block(std::uint64_t block, const BlockRun& run);
  bool scan_piece(BytesView piece, std::uint64_t begin);
  RawEntry framed_entry(BytesView piece, std::size_t offset) const;
  // Fills in the name; false for entries that are none.
  bool read_entry(StoredEntry& entry, const RawEntry& raw, BytesView piece,
                  std::size_t offset) const;

  const Volume& volume_;
  const Inode& directory_;
  std::uint64_t from_;
  const DirectoryVisitor& visit_;
  std::optional<Error> damage_;
};

void Scan::run() {
  const std::uint64_t block_size = volume_.superblock().block_size;
  const auto end = divide_rounding_up(directory_.size, block_size);
  for (auto block = from_ / block_size; block < end;) {
    std::uint64_t blocks = 1;
    BlockRun run;
    try {
      run = map_blocks(volume_, directory_, block, end - block);
      if (!run.allocated) blocks = run.blocks;
      if (!run.allocated)
        fail_at(run.named_at, "directory {}: its block {} is a hole", directory_.number, block);
      if (!scan_block(block, run)) return;
    } catch (const Error& error) {
      remember(error);
    }
    block += blocks;
  }
  if (damage_) throw *damage_;
}

bool Scan::scan_block(std::uint64_t block, const BlockRun& run) {
  const auto& superblock = volume_.superblock();
  const auto begin = block * superblock.block_size;
  const auto bytes = std::min<std::uint64_t>(superblock.block_size, directory_.size - begin);
  const auto position = volume_.offset_of(
      run.fragment, divide_rounding_up(bytes, std::uint64_t{superblock.fragment_size}),
      {run.named_at, directory_.number, "entries"});
  for (std::uint64_t piece = 0; piece < bytes; piece += kPieceBytes) {
    if (begin + piece + kPieceBytes <= from_) continue;
    const auto length = static_cast<std::size_t>(std::min(kPieceBytes, bytes - piece));
    const auto cached = volume_.cache().read(position + piece, length);
    if (!scan_piece(cached.view(), begin + piece)) return false;
  }
  return true;
}

bool Scan::scan_piece(BytesView piece, std::uint64_t begin) {
  for (std::size_t offset = 0; offset + kHeader <= piece.size();) {
    RawEntry raw{};
    try {
      raw = framed_entry(piece, offset);
    } catch (const Error& error) {
      remember(error);
      return true;  // where the next one is, is not known
    }
    StoredEntry entry;
    entry.begin = begin + offset;
    entry.end = entry.begin + raw.record_length;
    bool is_entry = false;
    try {
      is_entry = entry.begin >= from_ && read_entry(entry, raw, piece, offset);
    } catch (const Error& error) {
      remember(error);
    }
    if (is_entry && !visit_(entry)) return false;
    offset += raw.record_length;
  }
  return true;
}

RawEntry Scan::framed_entry(BytesView piece, std::size_t offset) const {
  const auto raw = raw_entry(piece, offset, volume_.superblock());
  if (raw.record_length < kHeader || raw.record_length % 4 != 0 ||
      raw.record_length > piece.size() - offset)
    fail_at(piece.origin() + offset, "directory {}: entry of {} bytes", directory_.number,
            raw.record_length);
  return raw;
}

bool Scan::read_entry(StoredEntry& entry, const RawEntry& raw, BytesView piece,
                      std::size_t offset) const {
  if (raw.inode == 0 || raw.type == kWhiteout) return false;
  const auto position = piece.origin() + offset;
  if (raw.name_length == 0 || raw.name_length > kLongestName ||
      raw.name_length > raw.record_length - kHeader)
    fail_at(position, "directory {}: name of {} bytes in an entry of {}", directory_.number,
            raw.name_length, raw.record_length);
  if (raw.inode < kRootInode || raw.inode >= volume_.superblock().inode_count())
    fail_at(position, "directory {}: an entry names inode {} of {}", directory_.number, raw.inode,
            volume_.superblock().inode_count());
  entry.name = piece.text(offset + kHeader, raw.name_length);
  // Nobody can ask for such a name, and as part of a host path it would lead elsewhere.
  if (entry.name.find('/') != std::string_view::npos ||
      entry.name.find('\0') != std::string_view::npos)
    fail_at(position, "directory {}: a name that contains a slash or a zero byte",
            directory_.number);
  entry.inode = raw.inode;
  // Types are those of st_mode, 12 bits down.
  entry.type = node_type_of(static_cast<mode_t>(raw.type) << 12);
  return true;
}

}  // namespace

void scan_directory(const Volume& volume, const Inode& directory, std::uint64_t from,
                    const DirectoryVisitor& visit) {
  if (directory.size > std::min(kMostDirectoryBytes, volume.superblock().bytes()))
    fail_at(directory.position, "directory {}: {} bytes long", directory.number, directory.size);
  Scan(volume, directory, from, visit).run();
}

}  // namespace vixmount::fs::ufs
