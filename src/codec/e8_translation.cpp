#include "codec/e8_translation.hpp"

#include <cstdint>
#include <cstring>

#include "base/endian.hpp"

namespace vixmount::codec {
namespace {

constexpr std::int32_t kFileSize = 12'000'000;
constexpr int kCall = 0xE8;
// [MS-PATCH] 2.2.2: an instruction in the last 10 bytes is left alone; one has 5 bytes.
constexpr std::size_t kUntouchedTail = 10;
constexpr std::size_t kCallBytes = 5;

}  // namespace

void undo_e8_translation(std::span<std::byte> chunk) noexcept {
  if (chunk.size() <= kUntouchedTail) return;
  std::byte* const begin = chunk.data();
  std::byte* const end = begin + chunk.size() - kUntouchedTail;
  for (std::byte* at = begin; at < end; at += kCallBytes) {
    at = static_cast<std::byte*>(std::memchr(at, kCall, static_cast<std::size_t>(end - at)));
    if (at == nullptr) return;
    le32 field;
    std::memcpy(&field, at + 1, sizeof field);
    const auto absolute = static_cast<std::int32_t>(field.value());
    const auto position = static_cast<std::int32_t>(at - begin);
    if (absolute < -position || absolute >= kFileSize) continue;
    const std::int32_t relative = absolute >= 0 ? absolute - position : absolute + kFileSize;
    field = static_cast<std::uint32_t>(relative);
    std::memcpy(at + 1, &field, sizeof field);
  }
}

}  // namespace vixmount::codec
