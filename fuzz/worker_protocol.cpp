// What a worker that was taken over could send to the library: every kind of answer, decoded from
// any bytes.
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "worker/client/check_description.hpp"

namespace {

template <typename Message>
void try_decode(std::string_view bytes) {
  try {
    const auto message = vixmount::worker::decode<Message>(bytes);
    // What was understood must encode to what it was read from.
    const auto again = vixmount::worker::encode(message);
    if (again.size() > bytes.size()) __builtin_trap();
    if constexpr (std::is_same_v<Message, vixmount::worker::DiskSetDescription>)
      vixmount::worker::check_description(message);
  } catch (const vixmount::Error&) {  // refused, as it should be
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount::worker;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try_decode<DiskSetDescription>(bytes);
  try_decode<InspectGuests::Result>(bytes);
  try_decode<NextBatch::Result>(bytes);
  try_decode<MapContent::Result>(bytes);
  try_decode<ReadXattrs::Result>(bytes);
  try_decode<Statistics::Result>(bytes);
  try_decode<OpenFile>(bytes);
  try_decode<Failure>(bytes);
  try_decode<LogEvent>(bytes);
  return 0;
}
