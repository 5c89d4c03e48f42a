// For which processor a program was built, from the first bytes of its ELF header (System V ABI,
// "ELF Header"; machine numbers of the gABI registry).
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace vixmount::guest::linux_guest {

inline constexpr std::size_t kElfHeadSize = 20;  // bytes: up to and with e_machine

struct Architecture {
  std::string name;  // as `uname -m` says it, 32-bit x86 as "i386"
  bool is_64_bit = false;
};

// Nothing for what is no ELF file; an unknown machine is "elf-NUMBER".
std::optional<Architecture> parse_elf_architecture(const BytesView& head);

}  // namespace vixmount::guest::linux_guest
