// Arrays of every arrangement. The first bytes choose the numbers of the array and which members
// are missing, the rest is its content. Where the numbers are of a small array, a model lays the
// content out and what the source reads must be it, or Error{damaged} where too much is missing.
// Other numbers are taken as they are, over members of zeros.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "../tests/volume/raid/raid_model.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"
#include "memory_disk.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::volume::raid;

// What a fuzzer is given, a number at a time; zeros behind the end.
class Input {
 public:
  explicit Input(std::span<const std::uint8_t> data) : data_(data) {}
  std::uint64_t number(std::size_t bytes) {
    const auto value = fuzz::number_at(data_, 0, bytes);
    data_ = data_.subspan(std::min(bytes, data_.size()));
    return value;
  }
  test::Bytes rest(std::size_t most) const {
    const auto bytes = std::as_bytes(data_.first(std::min(most, data_.size())));
    return {bytes.begin(), bytes.end()};
  }

 private:
  std::span<const std::uint8_t> data_;
};

// Each piece is right, or damaged where `survives` is false.
void check(const io::ByteSource& array, const test::Bytes& data, bool survives, std::size_t piece) {
  if (array.size() != data.size()) std::abort();
  int errors_left = 20;  // throwing is what costs time here
  test::Bytes read(piece);
  for (std::size_t begin = 0; begin < data.size(); begin += piece) {
    const auto out = std::span(read).first(std::min(piece, data.size() - begin));
    try {
      array.read(begin, out);
      if (!std::equal(out.begin(), out.end(), data.begin() + static_cast<std::ptrdiff_t>(begin)))
        std::abort();
    } catch (const Error& error) {
      if (survives || error.kind() != ErrorKind::damaged) std::abort();
      if (--errors_left == 0) return;
    }
  }
}

void compare_with_model(Input& input) {
  constexpr std::size_t kMostContent = 16 * 1024;
  const auto kind = input.number(1) % 3;
  const auto count = static_cast<unsigned>(input.number(1) % 6 + 2);
  const auto chunk = (input.number(1) % 4 + 1) * 512;
  const auto missing = input.number(1);
  const auto piece = input.number(2) % 5000 + 32;
  const auto variant = static_cast<unsigned>(input.number(1));
  try {
    if (kind == 0) {
      const ParityGeometry geometry{variant / 128 + 1, static_cast<ParityLayout>(variant % 14),
                                    chunk};
      static_cast<void>(make_parity(Members(count), geometry, 0));  // throws where there is no such
      const auto data = input.rest(kMostContent);
      const auto members = test::as_members(test::lay_out_parity(data, geometry, count), missing);
      check(*make_parity(members, geometry, data.size()), data, survives_parity(members, geometry),
            piece);
    } else if (kind == 1) {
      const Raid10Geometry geometry{variant % 4, variant / 4 % 4, (variant & 64) != 0,
                                    (variant & 128) != 0, chunk};
      auto data = input.rest(kMostContent);
      data.resize(std::max<std::size_t>(data.size() / (chunk * count), 1) * chunk * count);
      static_cast<void>(make_raid10(Members(count), geometry, data.size()));
      const auto members = test::as_members(test::lay_out_raid10(data, geometry, count), missing);
      check(*make_raid10(members, geometry, data.size()), data, survives_raid10(members, geometry),
            piece);
    } else {
      const StripedGeometry geometry{
          chunk, variant % 2 == 0 ? StripedLayout::original : StripedLayout::alternate};
      std::vector<unsigned> chunks;
      unsigned total = 0;
      for (unsigned i = 0; i < count; ++i) {
        chunks.push_back(static_cast<unsigned>(input.number(1) % 6 + 1));
        total += chunks.back();
      }
      auto data = input.rest(kMostContent);
      data.resize(total * chunk);
      // The sizes of several missing members cannot be told.
      const auto away = (missing & (missing - 1)) != 0 ? 0 : missing;
      const auto members = test::as_members(test::lay_out_striped(data, geometry, chunks), away);
      const bool whole = std::count(members.begin(), members.end(), nullptr) == 0;
      check(*make_striped(members, geometry, data.size()), data, whole, piece);
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unsupported) std::abort();
  }
}

// Whatever the numbers are: a source that can be read somewhere, or an Error.
void take_all_numbers(Input& input) {
  const auto kind = input.number(1) % 4;
  const auto chunk = input.number(8);
  const auto size = input.number(8);
  const auto variant = input.number(4);
  Members members;
  for (auto count = input.number(1) % 24; count > 0; --count) {
    const auto member_size = input.number(8);
    members.push_back(member_size % 8 == 7 ? nullptr
                                           : std::make_shared<io::ZeroSource>(member_size));
  }
  const auto byte = [&](unsigned index) {
    return static_cast<unsigned>(variant >> 8 * index & 255);
  };
  const ParityGeometry parity{byte(0), static_cast<ParityLayout>(byte(1)), chunk};
  const Raid10Geometry raid10{byte(0), byte(1), (byte(2) & 1) != 0, (byte(2) & 2) != 0, chunk};
  static_cast<void>(survives_parity(members, parity));
  static_cast<void>(survives_raid10(members, raid10));
  try {
    io::SourcePtr array;
    switch (kind) {
      case 0:
        array = make_mirror(members, size);
        break;
      case 1:
        array = make_parity(members, parity, size);
        break;
      case 2:
        array = make_raid10(members, raid10, size);
        break;
      default:
        array = make_striped(
            members, {chunk, byte(0) % 2 == 0 ? StripedLayout::original : StripedLayout::alternate},
            size);
    }
    if (array->size() != size) std::abort();
    fuzz::read_some(*array);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input({data, size});
  if (input.number(1) % 4 != 0)
    compare_with_model(input);
  else
    take_all_numbers(input);
  return 0;
}
