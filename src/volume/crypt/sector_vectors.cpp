#include "volume/crypt/sector_vectors.hpp"

#include <cstring>

#include "base/endian.hpp"

namespace vixmount::volume::crypt {

Block SectorVectors::of(std::uint64_t sector) const noexcept {
  const auto number = counting.offset + sector * counting.step;
  Block vector{};
  const auto store = [&](const auto& field, std::size_t at) {
    std::memcpy(vector.data() + at, &field, sizeof(field));
  };
  switch (rule) {
    case IvRule::none:
    case IvRule::null:
      break;
    case IvRule::plain:
      store(le32(static_cast<std::uint32_t>(number)), 0);
      break;
    case IvRule::plain64:
    case IvRule::essiv:
      store(le64(number), 0);
      break;
    case IvRule::plain64be:
      store(be64(number), kBlock - sizeof(be64));
      break;
    case IvRule::eboiv:
      store(le64(number * sector_size), 0);
      break;
  }
  return vector;
}

}  // namespace vixmount::volume::crypt
