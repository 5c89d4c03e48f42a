// What every arrangement has to hold: sources give back what a model wrote, whole and in parts.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "raid_model.hpp"

namespace vixmount::test {

inline void expect_reads(const io::ByteSource& array, const Bytes& data, const std::string& what) {
  ASSERT_EQ(array.size(), data.size()) << what;
  ASSERT_TRUE(io::read_bytes(array, 0, data.size()) == data) << what;
  std::uint32_t state = 7;
  for (int i = 0; i < 20; ++i) {
    state = state * 1664525 + 1013904223;
    const auto begin = (state >> 4) % data.size();
    const auto size = std::min<std::size_t>((state >> 20) % 3000 + 1, data.size() - begin);
    const auto at = data.begin() + static_cast<std::ptrdiff_t>(begin);
    ASSERT_TRUE(io::read_bytes(array, begin, size) ==
                Bytes(at, at + static_cast<std::ptrdiff_t>(size)))
        << what << ": " << size << " at " << begin;
  }
}

// Reads byte for byte in small pieces: each is right or Error{damaged}. How many were an error.
inline std::size_t count_unreadable(const io::ByteSource& array, const Bytes& data,
                                    const std::string& what) {
  constexpr std::size_t kPiece = 128;
  std::size_t errors = 0;
  for (std::size_t begin = 0; begin < data.size(); begin += kPiece) {
    const auto size = std::min(kPiece, data.size() - begin);
    try {
      const auto read = io::read_bytes(array, begin, size);
      EXPECT_TRUE(
          std::equal(read.begin(), read.end(), data.begin() + static_cast<std::ptrdiff_t>(begin)))
          << what << " at " << begin;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::damaged) << error.what();
      EXPECT_TRUE(error.offset()) << error.what();
      ++errors;
    }
  }
  return errors;
}

using MakeArray = std::function<io::SourcePtr(volume::raid::Members)>;

// With each set of missing members: all can be read, or `survives` says no and something cannot.
inline void check_all_missing(const std::vector<Bytes>& contents, const Bytes& data,
                              const MakeArray& make,
                              const std::function<bool(const volume::raid::Members&)>& survives,
                              const std::string& what) {
  for (std::uint64_t missing = 0; missing < 1ULL << contents.size(); ++missing) {
    const auto members = as_members(contents, missing);
    const auto here = what + ", missing " + std::to_string(missing);
    if (survives(members))
      expect_reads(*make(members), data, here);
    else
      EXPECT_GT(count_unreadable(*make(members), data, here), 0U) << here;
    if (testing::Test::HasFailure()) return;
  }
}

// A source of which nothing, or nothing in [begin, end), can be read.
class BrokenSource final : public io::ByteSource {
 public:
  BrokenSource(io::SourcePtr below, std::uint64_t begin, std::uint64_t end,
               bool already_map = false)
      : below_(std::move(below)), begin_(begin), end_(end), already_map_(already_map) {}
  std::uint64_t size() const noexcept override { return below_->size(); }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    if (already_map_) check(offset, 1);
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t offset, std::span<std::byte> out) const override {
    check(offset, out.size());
    below_->read(offset, out);
  }
  void check(std::uint64_t offset, std::uint64_t length) const {
    if (offset < end_ && begin_ < offset + length)
      throw Error(ErrorKind::io, "broken", std::max(offset, begin_));
  }

  io::SourcePtr below_;
  std::uint64_t begin_, end_;
  bool already_map_;
};

}  // namespace vixmount::test
