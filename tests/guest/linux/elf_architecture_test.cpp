#include "guest/linux/elf_architecture.hpp"

#include <gtest/gtest.h>

#include "guest/sample_guests.hpp"
#include "support/support.hpp"

namespace vixmount::guest::linux_guest {
namespace {

std::string name_of_machine(int bits, bool big_endian, std::uint16_t machine) {
  const auto head = test::elf_head(bits, big_endian, machine);
  const auto architecture = parse_elf_architecture(BytesView(as_bytes(head)));
  if (!architecture) return "none";
  EXPECT_EQ(architecture->is_64_bit, bits == 64);
  return architecture->name;
}

// Machine numbers as /usr/include/elf.h has them.
TEST(ElfArchitecture, KnowsTheMachines) {
  EXPECT_EQ(name_of_machine(64, false, 62), "x86_64");
  EXPECT_EQ(name_of_machine(32, false, 62), "x32");
  EXPECT_EQ(name_of_machine(32, false, 3), "i386");
  EXPECT_EQ(name_of_machine(64, false, 183), "aarch64");
  EXPECT_EQ(name_of_machine(32, false, 40), "arm");
  EXPECT_EQ(name_of_machine(64, false, 21), "ppc64le");
  EXPECT_EQ(name_of_machine(64, true, 21), "ppc64");
  EXPECT_EQ(name_of_machine(64, true, 22), "s390x");
  EXPECT_EQ(name_of_machine(64, false, 243), "riscv64");
  EXPECT_EQ(name_of_machine(32, true, 8), "mips");
  EXPECT_EQ(name_of_machine(64, false, 8), "mips64el");
  EXPECT_EQ(name_of_machine(64, false, 258), "loongarch64");
  EXPECT_EQ(name_of_machine(64, false, 9999), "elf-9999");
  EXPECT_EQ(name_of_machine(64, true, 62), "elf-62") << "no such x86";
}

TEST(ElfArchitecture, RefusesWhatIsNoElfFile) {
  const auto none = [](std::string head) {
    return !parse_elf_architecture(BytesView(as_bytes(head)));
  };
  EXPECT_TRUE(none(""));
  EXPECT_TRUE(none("#!/bin/sh\nexec true\n....."));
  EXPECT_TRUE(none(test::elf_head(64, false, 62).substr(0, 19)));
  auto head = test::elf_head(64, false, 62);
  head[4] = 3;
  EXPECT_TRUE(none(head));
  head = test::elf_head(64, false, 62);
  head[5] = 0;
  EXPECT_TRUE(none(head));
}

TEST(ElfArchitecture, KnowsThisHost) {
  VIXMOUNT_REQUIRE_PROGRAM("uname");
  const auto machine = vixmount::test::run("uname -m");
  const auto head = vixmount::test::read_file("/proc/self/exe").substr(0, kElfHeadSize);
  const auto architecture = parse_elf_architecture(BytesView(as_bytes(head)));
  ASSERT_TRUE(architecture);
  EXPECT_EQ(architecture->name + "\n", machine);
}

}  // namespace
}  // namespace vixmount::guest::linux_guest
