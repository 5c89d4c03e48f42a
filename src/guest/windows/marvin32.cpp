#include "guest/windows/marvin32.hpp"

#include <bit>

namespace vixmount::guest::windows {
namespace {

class State {
 public:
  explicit State(std::uint64_t seed) noexcept
      : low_(static_cast<std::uint32_t>(seed)), high_(static_cast<std::uint32_t>(seed >> 32U)) {}

  void add(std::uint32_t word) noexcept {
    low_ += word;
    mix();
  }
  void mix() noexcept {
    high_ ^= low_;
    low_ = std::rotl(low_, 20) + high_;
    high_ = std::rotl(high_, 9) ^ low_;
    low_ = std::rotl(low_, 27) + high_;
    high_ = std::rotl(high_, 19);
  }
  std::uint64_t value() const noexcept { return std::uint64_t{high_} << 32U | low_; }

 private:
  std::uint32_t low_;
  std::uint32_t high_;
};

}  // namespace

std::uint64_t marvin32(const BytesView& bytes, std::uint64_t seed) noexcept {
  constexpr std::size_t kWord = 4;
  constexpr std::uint32_t kEndMark = 0x80;
  State state(seed);
  std::size_t at = 0;
  for (; bytes.size() - at >= kWord; at += kWord) {
    le32 word;
    std::memcpy(static_cast<void*>(&word), bytes.data() + at, kWord);
    state.add(word);
  }
  std::uint32_t rest = kEndMark;
  for (std::size_t end = bytes.size(); end > at; --end)
    rest = rest << 8U | std::to_integer<std::uint32_t>(bytes.data()[end - 1]);
  state.add(rest);
  state.mix();
  return state.value();
}

}  // namespace vixmount::guest::windows
