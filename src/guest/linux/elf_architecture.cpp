#include "guest/linux/elf_architecture.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kClassOffset = 4;      // e_ident[EI_CLASS]: 1 32-bit, 2 64-bit
constexpr std::size_t kByteOrderOffset = 5;  // e_ident[EI_DATA]: 1 little, 2 big endian
constexpr std::size_t kMachineOffset = 18;   // e_machine

// An empty name: the machine does not exist in that form.
struct Machine {
  std::uint16_t number;
  std::string_view little_32, little_64, big_32, big_64;
};

constexpr std::array<Machine, 17> kMachines = {{
    {2, "", "", "sparc", "sparc"},
    {3, "i386", "i386", "", ""},
    {4, "", "", "m68k", ""},
    {8, "mipsel", "mips64el", "mips", "mips64"},
    {15, "", "", "parisc", "parisc64"},
    {18, "", "", "sparc", "sparc"},
    {20, "ppcle", "", "ppc", ""},
    {21, "", "ppc64le", "", "ppc64"},
    {22, "", "", "s390", "s390x"},
    {40, "arm", "", "armeb", ""},
    {42, "sh4", "", "sh4eb", ""},
    {43, "", "", "sparc64", "sparc64"},
    {50, "ia64", "ia64", "ia64", "ia64"},
    {62, "x32", "x86_64", "", ""},
    {183, "aarch64_ilp32", "aarch64", "", "aarch64_be"},
    {243, "riscv32", "riscv64", "", ""},
    {258, "loongarch32", "loongarch64", "", ""},
}};

}  // namespace

std::optional<Architecture> parse_elf_architecture(const BytesView& head) {
  constexpr std::string_view kMagic =
      "\x7F"
      "ELF";
  if (head.size() < kElfHeadSize || head.text(0, kMagic.size()) != kMagic) return std::nullopt;
  const auto elf_class = head.u8(kClassOffset);
  const auto byte_order = head.u8(kByteOrderOffset);
  if (elf_class < 1 || elf_class > 2 || byte_order < 1 || byte_order > 2) return std::nullopt;
  const bool is_64_bit = elf_class == 2;
  const bool is_big = byte_order == 2;
  const auto number = is_big ? head.be16_at(kMachineOffset) : head.le16_at(kMachineOffset);
  for (const auto& machine : kMachines) {
    if (machine.number != number) continue;
    const auto name = is_big ? (is_64_bit ? machine.big_64 : machine.big_32)
                             : (is_64_bit ? machine.little_64 : machine.little_32);
    if (!name.empty()) return Architecture{std::string(name), is_64_bit};
  }
  return Architecture{fmt::format("elf-{}", number), is_64_bit};
}

}  // namespace vixmount::guest::linux_guest
