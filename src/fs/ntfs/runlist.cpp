#include "fs/ntfs/runlist.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/error.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kLongestNumber = 8;  // bytes

std::uint64_t unsigned_number(const BytesView& pairs, std::size_t offset, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8 | pairs.u8(offset + i);
  return value;
}

std::int64_t signed_number(const BytesView& pairs, std::size_t offset, std::size_t bytes) {
  const auto value = unsigned_number(pairs, offset, bytes);
  const auto unused_bits = static_cast<unsigned>((kLongestNumber - bytes) * 8);
  return static_cast<std::int64_t>(value << unused_bits) >> unused_bits;
}

// Steps through the pairs of one part.
class Decoder {
 public:
  Decoder(BytesView pairs, std::uint64_t lowest_vcn, const Geometry& geometry)
      : pairs_(pairs),
        vcn_(lowest_vcn),
        most_vcn_(std::numeric_limits<std::int64_t>::max() / geometry.cluster_size),
        cluster_count_(geometry.cluster_count) {}

  std::optional<Run> next() {
    if (position_ >= pairs_.size()) fail_here("the runs have no end");
    const unsigned head = pairs_.u8(position_);
    if (head == 0) return std::nullopt;
    const std::size_t length_bytes = head & 0xF;
    const std::size_t offset_bytes = head >> 4;
    if (length_bytes == 0 || length_bytes > kLongestNumber || offset_bytes > kLongestNumber)
      fail_here("a run with a head that cannot be");
    Run run{vcn_, Run::kHole, read_length(length_bytes)};
    if (offset_bytes != 0) run.lcn = read_cluster(position_ + 1 + length_bytes, offset_bytes, run);
    vcn_ = run.end_vcn();
    position_ += 1 + length_bytes + offset_bytes;
    return run;
  }

 private:
  std::uint64_t read_length(std::size_t bytes) const {
    const auto length = signed_number(pairs_, position_ + 1, bytes);
    if (length <= 0) fail_here("a run without a length");
    if (vcn_ > most_vcn_ || static_cast<std::uint64_t>(length) > most_vcn_ - vcn_)
      fail_here("a run behind the largest file");
    return static_cast<std::uint64_t>(length);
  }

  // NTFS 1.x writes holes as cluster -1.
  std::uint64_t read_cluster(std::size_t offset, std::size_t bytes, const Run& run) {
    if (__builtin_add_overflow(cluster_, signed_number(pairs_, offset, bytes), &cluster_))
      fail_here("a run whose place overflows");
    if (cluster_ == -1) return Run::kHole;
    const auto lcn = static_cast<std::uint64_t>(cluster_);
    if (cluster_ < 0 || lcn > cluster_count_ || run.length > cluster_count_ - lcn)
      fail_here("a run outside of the volume");
    return lcn;
  }

  [[noreturn]] void fail_here(std::string_view what) const {
    fail_at(pairs_.origin() + position_, "{} (virtual cluster {})", what, vcn_);
  }

  BytesView pairs_;
  std::size_t position_ = 0;
  std::uint64_t vcn_;
  std::uint64_t most_vcn_;
  std::uint64_t cluster_count_;
  std::int64_t cluster_ = 0;
};

bool continues(const Run& run, const Run& next) noexcept {
  if (run.is_hole() || next.is_hole()) return run.is_hole() && next.is_hole();
  return run.lcn + run.length == next.lcn;
}

}  // namespace

void append_runs(Runlist& out, BytesView mapping_pairs, std::uint64_t lowest_vcn,
                 const Geometry& geometry) {
  const auto end = out.empty() ? 0 : out.back().end_vcn();
  if (end != lowest_vcn)
    fail_at(mapping_pairs.origin(), "runs from virtual cluster {} on follow those up to {}",
            lowest_vcn, end);
  Decoder decoder(mapping_pairs, lowest_vcn, geometry);
  while (const auto run = decoder.next()) {
    if (!out.empty() && continues(out.back(), *run)) {
      out.back().length += run->length;
      continue;
    }
    if (out.size() >= kMostRuns)
      fail(ErrorKind::limit_exceeded, "an attribute has more than {} runs", kMostRuns);
    out.push_back(*run);
  }
}

void append_runs(Runlist& out, const Attribute& part, const Geometry& geometry) {
  append_runs(out, part.mapping_pairs(), part.lowest_vcn(), geometry);
  const auto end = out.empty() ? 0 : out.back().end_vcn();
  // Early versions wrote 0 as the last cluster of an attribute that has one part only.
  const bool tells_no_end = part.lowest_vcn() == 0 && part.end_vcn() == 1;
  if (end != part.end_vcn() && !tells_no_end)
    fail_at(part.bytes().origin(), "{}: its runs end at virtual cluster {}, its header says {}",
            part.description(), end, part.end_vcn());
}

const Run* find_run(const Runlist& runs, std::uint64_t vcn) noexcept {
  const auto behind = std::upper_bound(
      runs.begin(), runs.end(), vcn,
      [](std::uint64_t value, const Run& run) noexcept { return value < run.vcn; });
  if (behind == runs.begin()) return nullptr;
  const auto& run = *(behind - 1);
  return vcn < run.end_vcn() ? &run : nullptr;
}

}  // namespace vixmount::fs::ntfs
