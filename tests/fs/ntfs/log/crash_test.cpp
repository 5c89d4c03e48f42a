// Volumes that Windows wrote, taken back to the moment of a crash by make_crash.py: replay has to
// give the bytes that Windows itself had written later.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ntfs/file.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/log/replay.hpp"
#include "fs/ntfs/mft.hpp"
#include "io/overlay_source.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

struct Piece {
  char kind = 0;  // as make_crash.py has it
  std::uint64_t offset = 0;
  std::vector<std::byte> bytes;
};

std::vector<Piece> read_pieces(const std::string& path, bool kinds) {
  const auto text = test::read_file(path);
  const BytesView view{as_bytes(text)};
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < view.size();) {
    Piece piece;
    if (kinds) piece.kind = static_cast<char>(view.u8(at++));
    piece.offset = view.le64_at(at);
    const auto bytes = view.sub(at + 12, view.le32_at(at + 8)).span();
    piece.bytes.assign(bytes.begin(), bytes.end());
    at += 12 + bytes.size();
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

// What differs without meaning: the LSN, the update sequence number, the bytes behind those in use,
// and in resident $DATA the content, which is never logged.
// Without `all` also the next attribute id, and the sequence number of a free record: going back in
// time leaves them as they were.
void blank(Piece& piece, bool all) {
  if (piece.kind == 'C') return;
  auto& bytes = piece.bytes;
  ASSERT_TRUE(try_apply_fixups(bytes)) << "at byte " << piece.offset;
  const BytesView view(bytes);
  const auto zero = [&](std::size_t from, std::size_t length) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), length, std::byte{0});
  };
  const std::size_t used = piece.kind == 'F' ? view.le32_at(24) : view.le32_at(28) + 24;
  if (piece.kind == 'F')
    for (std::size_t at = view.le16_at(20); view.le32_at(at) != 0xFFFFFFFF;
         at += view.le32_at(at + 4))
      if (view.le32_at(at) == 0x80 && view.u8(at + 8) == 0)
        zero(at + view.le16_at(at + 20), view.le32_at(at + 4) - view.le16_at(at + 20));
  const bool in_use = piece.kind == 'F' && (view.u8(22) & 1) != 0;
  if (piece.kind == 'F' && !all) zero(40, 2);
  if (piece.kind == 'F' && !all && !in_use) zero(16, 2);
  zero(8, 8);
  zero(view.le16_at(4), 2 * view.le16_at(6));
  zero(used, bytes.size() - used);
}

io::SourcePtr open_log_file(const io::SourcePtr& volume) {
  const auto geometry = find_boot_sector(*volume).geometry;
  const File file(Mft::open(volume, geometry), 2);
  return file.open_stored(file.find(AttributeType::data).value());
}

// Where the log is cut: see make_crash.py.
struct Crash {
  std::string checkpoint;
  std::string end;
  int seed = 0;
  bool exact = false;  // the end is the end of the log: what is expected is the disk as it is
};

// A volume of the corpus that Windows made, unpacked.
class Windows {
 public:
  Windows(const char* image, std::uint64_t offset) : offset_(offset) {
    test::run("qemu-img convert -O raw " + test::corpus_image(image).string() + " " +
              folder_.file("raw"));
    const auto disk = std::make_shared<io::FileSource>(io::HostFile::open(folder_.file("raw")));
    clean_ = std::make_shared<io::SliceSource>(disk, offset, (disk->size() - offset) / 4096 * 4096);
  }

  const io::SourcePtr& clean() const { return clean_; }

  // Tells what the recipe did.
  std::string crash(const Crash& crash) const {
    return test::run(fmt::format("python3 {}/tests/fs/ntfs/log/make_crash.py {} {} {} {} {} {} {}",
                                 VIXMOUNT_SOURCE_DIR, folder_.file("raw"), offset_,
                                 crash.checkpoint, crash.end, crash.seed, folder_.file("crashed"),
                                 folder_.file("expected")));
  }
  io::SourcePtr crashed() const {
    const auto overlay = std::make_shared<io::OverlaySource>(clean_, 512, 64U << 20);
    for (const auto& piece : read_pieces(folder_.file("crashed"), false))
      overlay->write(piece.offset, piece.bytes);
    return overlay;
  }
  std::vector<Piece> expected() const { return read_pieces(folder_.file("expected"), true); }

 private:
  test::TemporaryFolder folder_;
  std::uint64_t offset_;
  io::SourcePtr clean_;
};

Replayed replay(const io::SourcePtr& volume) {
  return replay_log(volume, open_log_file(volume), find_boot_sector(*volume).geometry, {});
}

void expect_same(const std::vector<Piece>& expected, const io::ByteSource& volume, bool all) {
  for (auto piece : expected) {
    auto actual = piece;
    actual.bytes = io::read_bytes(volume, piece.offset, piece.bytes.size());
    ASSERT_NO_FATAL_FAILURE(blank(piece, all));
    ASSERT_NO_FATAL_FAILURE(blank(actual, all));
    const auto difference = std::ranges::mismatch(actual.bytes, piece.bytes).in1;
    EXPECT_TRUE(difference == actual.bytes.end())
        << piece.kind << " at byte " << piece.offset << " differs at "
        << difference - actual.bytes.begin();
  }
}

void expect_recovered(const Windows& windows, const Crash& crash) {
  const auto told = windows.crash(crash);
  SCOPED_TRACE(fmt::format("checkpoint {}, end {}, seed {}: {}", crash.checkpoint, crash.end,
                           crash.seed, told));
  const auto replayed = replay(windows.crashed());
  EXPECT_EQ(replayed.remark.rfind("log replayed", 0), 0U) << replayed.remark;
  expect_same(windows.expected(), *replayed.volume, crash.exact);
}

#define VIXMOUNT_REQUIRE_RECIPE()       \
  VIXMOUNT_REQUIRE_CORPUS();            \
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img"); \
  VIXMOUNT_REQUIRE_PROGRAM("python3")

// Tables of the older form, clusters of 512 bytes.
TEST(CrashTest, WindowsServer2003LogGivesWhatWindowsWrote) {
  VIXMOUNT_REQUIRE_RECIPE();
  const Windows windows("ldm/libldm/ldm-2003r2-simple-1.img", 63 * 512);
  for (const int seed : {0, 1, 2}) {
    expect_recovered(windows, {"0", "next", seed});
    expect_recovered(windows, {"1", "next", seed});
    expect_recovered(windows, {"4", "next", seed});
    expect_recovered(windows, {"-2", "all", seed, true});
  }
}

TEST(CrashTest, WindowsServer2008LogGivesWhatWindowsWrote) {
  VIXMOUNT_REQUIRE_RECIPE();
  const Windows windows("ldm/libldm/ldm-2008r2-spanned-1.img", 65536);
  for (const int seed : {0, 1, 2}) {
    expect_recovered(windows, {"0", "next", seed});
    expect_recovered(windows, {"1", "next", seed});
    expect_recovered(windows, {"-2", "all", seed, true});
  }
}

TEST(CrashTest, Windows7LogGivesWhatWindowsWrote) {
  VIXMOUNT_REQUIRE_RECIPE();
  const Windows windows("qcow/plaso/vsstest.qcow2", 0);
  for (const int seed : {0, 1, 2}) {
    expect_recovered(windows, {"0", "next", seed});
    expect_recovered(windows, {"9", "next", seed});
    expect_recovered(windows, {"20", "next", seed});
    expect_recovered(windows, {"-1", "all", seed, true});
  }
}

TEST(CrashTest, Windows10LogGivesWhatWindowsWrote) {
  VIXMOUNT_REQUIRE_RECIPE();
  const Windows windows("vmdk/vmdkrs/streamOptimized.vmdk", 65536);
  for (const int seed : {0, 1, 2}) {
    expect_recovered(windows, {"2", "next", seed});
    expect_recovered(windows, {"4", "next", seed});
    expect_recovered(windows, {"7", "next", seed});
    expect_recovered(windows, {"first", "next", seed});
  }
}

TEST(CrashTest, Windows10LogOfASmallVolumeGivesWhatWindowsWrote) {
  VIXMOUNT_REQUIRE_RECIPE();
  for (const char* image : {"vhd/dfvfs/ntfs-dynamic.vhd", "vhdx/dfvfs/ntfs-dynamic.vhdx",
                            "vhdx/dfvfs/ntfs-parent.vhdx"}) {
    SCOPED_TRACE(image);
    const Windows windows(image, 65536);
    for (const int seed : {0, 1, 2}) expect_recovered(windows, {"first", "all", seed});
  }
}

TEST(CrashTest, UnfinishedTransactionsAreTakenBack) {
  VIXMOUNT_REQUIRE_RECIPE();
  const Windows windows("qcow/plaso/vsstest.qcow2", 0);
  for (int end = 1; end < 450; end += 31)
    expect_recovered(windows, {"0", "+" + std::to_string(end), end});
}

}  // namespace
}  // namespace vixmount::fs::ntfs::log
