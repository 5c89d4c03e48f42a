// Which bytes are read ahead of whom; that they are the right ones.
#include "mount/read_ahead.hpp"

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "mounted.hpp"

namespace vixmount::mount {
namespace {

using test::memory_source;
using test::pattern;

constexpr std::size_t kPiece = ReadAhead::kPieceBytes;
constexpr fs::NodeId kFile = 7;

std::string text_of(std::span<const std::byte> bytes) {
  return std::string(BytesView(bytes).text(0, bytes.size()));
}

// One reader, as the FUSE server serves it.
class Reader {
 public:
  Reader(ReadAhead& ahead, fs::NodeId file, io::SourcePtr content)
      : ahead_(ahead), file_(file), content_(std::move(content)) {}

  std::string read(std::uint64_t offset, std::size_t size) {
    std::string out;
    if (const auto held = ahead_.take(file_, offset, size)) {
      out = text_of(held->bytes());
      ++taken_;
    } else {
      out = text_of(io::read_bytes(*content_, offset, size));
    }
    ahead_.continue_behind(file_, *content_, offset, size);
    return out;
  }
  int taken() const noexcept { return taken_; }

 private:
  ReadAhead& ahead_;
  fs::NodeId file_;
  io::SourcePtr content_;
  int taken_ = 0;
};

TEST(ReadAhead, AReaderInOrderFindsItsBytesAfterAFewReads) {
  const auto content = pattern(10 * kPiece + 777);
  ReadAhead ahead;
  Reader reader(ahead, kFile, memory_source(content));
  int reads = 0;
  for (std::size_t at = 0; at < content.size(); at += kPiece, ++reads) {
    const auto size = std::min(kPiece, content.size() - at);
    ASSERT_EQ(reader.read(at, size), content.substr(at, size)) << at;
  }
  EXPECT_EQ(reader.taken(), reads - static_cast<int>(ReadAhead::kReadsInOrder));
}

TEST(ReadAhead, ReadsOfAnySizeGetTheRightBytes) {
  const auto content = pattern(8 * kPiece + 5);
  for (const std::size_t step : {64UL << 10, 300000UL, 1000003UL}) {
    ReadAhead ahead;
    Reader reader(ahead, kFile, memory_source(content));
    for (std::size_t at = 0; at < content.size(); at += step) {
      const auto size = std::min(step, content.size() - at);
      ASSERT_EQ(reader.read(at, size), content.substr(at, size)) << at;
    }
    // Requests across the end of a piece are read by themselves; they end nothing.
    EXPECT_GT(reader.taken(), 0) << step;
  }
}

TEST(ReadAhead, WhoJumpsAboutIsNotReadAheadFor) {
  const auto content = pattern(8 * kPiece);
  ReadAhead ahead;
  Reader reader(ahead, kFile, memory_source(content));
  for (const std::size_t at : {3UL, 1UL, 5UL, 0UL, 6UL, 2UL})
    ASSERT_EQ(reader.read(at * kPiece, kPiece), content.substr(at * kPiece, kPiece));
  EXPECT_EQ(reader.taken(), 0);
}

TEST(ReadAhead, AnotherFileNeverGetsTheBytesOfTheFirst) {
  const auto first = pattern(8 * kPiece);
  const auto second = std::string(8 * kPiece, 's');
  ReadAhead ahead;
  Reader one(ahead, kFile, memory_source(first));
  Reader two(ahead, kFile + 1, memory_source(second));
  for (std::size_t at = 0; at < 4 * kPiece; at += kPiece) one.read(at, kPiece);
  EXPECT_EQ(one.taken(), 1);
  for (std::size_t at = 4 * kPiece; at < 8 * kPiece; at += kPiece)
    ASSERT_EQ(two.read(at, kPiece), second.substr(at, kPiece));
  // The first file's reader begins again where it was: what was read ahead then may be gone.
  for (std::size_t at = 4 * kPiece; at < 8 * kPiece; at += kPiece)
    ASSERT_EQ(one.read(at, kPiece), first.substr(at, kPiece));
}

TEST(ReadAhead, AnErrorAheadIsLeftToTheReader) {
  const auto good = pattern(5 * kPiece);
  const auto content = std::make_shared<io::ConcatSource>(std::vector<io::SourcePtr>{
      memory_source(good),
      std::make_shared<io::UnreadableSource>(kPiece, Error(ErrorKind::damaged, "grain 16")),
      memory_source(good)});
  ReadAhead ahead;
  Reader reader(ahead, kFile, content);
  for (std::size_t at = 0; at < good.size(); at += kPiece)
    ASSERT_EQ(reader.read(at, kPiece), good.substr(at, kPiece));
  EXPECT_THROW(reader.read(5 * kPiece, kPiece), Error);
  for (std::size_t at = 0; at < good.size(); at += kPiece)
    ASSERT_EQ(reader.read(6 * kPiece + at, kPiece), good.substr(at, kPiece));
}

TEST(ReadAhead, ThreadsReadInOrderAndAbout) {
  const auto first = pattern(16 * kPiece);
  const auto second = pattern(16 * kPiece + 1).substr(1);
  ReadAhead ahead;
  std::atomic<int> wrong{0};
  const auto work = [&](unsigned number) {
    const auto& content = number % 2 == 0 ? first : second;
    Reader reader(ahead, kFile + number % 2, memory_source(content));
    std::mt19937 random(number);
    for (int i = 0; i < 60; ++i) {
      auto at = random() % 8 * kPiece;
      for (int step = 0; step < 8; ++step, at += kPiece / 2)
        if (reader.read(at, kPiece / 2) != content.substr(at, kPiece / 2)) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; ++i) threads.emplace_back(work, i);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace vixmount::mount
