// The inputs of the fuzz target as volumes of 512-byte blocks, and the same with one lie in each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fs/file_system.hpp"
#include "io/byte_source.hpp"

namespace vixmount::test {

class SmallUdf {
 public:
  static constexpr std::size_t kBlock = 512;

  explicit SmallUdf(const std::string& name);  // fuzz/NAME, such as "seeds/udf/plain"

  // The byte of the first descriptor of this kind for this block, from byte `from` on.
  std::size_t find(std::uint16_t identifier, std::uint32_t location, std::size_t from = 0) const;
  // The byte of these characters, from byte `from` on.
  std::size_t find_text(std::string_view text, std::size_t from = 0) const;

  void put(std::size_t offset, std::string_view bytes);
  // As put(), and the descriptor at `descriptor` has right sums again.
  void put_sealed(std::size_t descriptor, std::size_t offset, std::string_view bytes);

  const std::vector<std::byte>& bytes() const noexcept { return bytes_; }
  io::SourcePtr source() const;
  fs::FileSystemPtr open() const;

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace vixmount::test
