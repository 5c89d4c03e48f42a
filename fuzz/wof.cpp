// A file compressed by the overlay filter. Byte 0: the algorithm; bytes 1 to 3: the file's size;
// the rest is the stream WofCompressedData. Reading all of it in two ways must give the same
// answer.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "fs/ntfs/compression/wof_source.hpp"
#include "io/sources.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::ntfs;

void compare(const io::ByteSource& source, std::size_t step) {
  const auto size = static_cast<std::size_t>(source.size());
  std::vector<std::byte> whole(size, std::byte{0xFF}), parts(size);
  const auto reads = [&](std::span<std::byte> out, std::size_t piece) {
    try {
      for (std::size_t at = 0; at < size; at += piece)
        source.read(at, out.subspan(at, std::min(piece, size - at)));
      return true;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) std::abort();
      return false;
    }
  };
  const bool whole_reads = reads(whole, std::max<std::size_t>(size, 1)),
             parts_read = reads(parts, step);
  if (whole_reads != parts_read || (whole_reads && whole != parts)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const auto algorithm = static_cast<WofAlgorithm>(data[0] % 4);
  const std::uint64_t length = (data[1] | data[2] << 8 | data[3] << 16) & 0x3FFFF;
  const auto stream = std::as_bytes(std::span(data + 4, size - 4));
  try {
    const WofSource source(
        std::make_shared<io::MemorySource>(std::vector(stream.begin(), stream.end())), algorithm,
        length);
    compare(source, 3000);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) std::abort();
  }
  return 0;
}
