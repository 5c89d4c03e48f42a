// The damaged inputs of the fuzz targets, each with what must be said about it. That the targets
// survive them is tested by their replay; here it is that nothing is read in silence.
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "disk_support.hpp"

namespace vixmount::disk::test {
namespace {

namespace fs = std::filesystem;
using Kinds = std::map<std::string, ErrorKind>;

constexpr auto kDamaged = ErrorKind::damaged;
constexpr auto kUnsupported = ErrorKind::unsupported;
constexpr auto kVersion = ErrorKind::unsupported_version;
constexpr auto kLimit = ErrorKind::limit_exceeded;

fs::path damaged_folder(const std::string& target) {
  return fs::path(VIXMOUNT_SOURCE_DIR) / "fuzz/damaged" / target;
}

// Opens the input as the only extent of a disk of `sectors` sectors and reads all of it.
void read_extent(const fs::path& input, const std::string& type, std::uint64_t sectors) {
  const TemporaryFolder folder;
  fs::copy_file(input, folder.file("extent"));
  vixmount::test::write_file(
      folder.file("disk.vmdk"),
      descriptor_text("RW " + std::to_string(sectors) + " " + type + " \"extent\""));
  const auto disk = open(folder.file("disk.vmdk"));
  io::read_bytes(*disk.source, 0, disk.source->size());
}

void expect_kinds(const std::string& target, const std::string& type, std::uint64_t sectors,
                  const Kinds& kinds) {
  for (const auto& [name, kind] : kinds) {
    const auto input = damaged_folder(target) / name;
    ASSERT_TRUE(fs::exists(input)) << input;
    EXPECT_EQ(vixmount::test::error_kind_of([&] { read_extent(input, type, sectors); }), kind)
        << target << "/" << name;
  }
}

TEST(Damaged, Descriptors) {
  const Kinds kinds = {{"no_version", ErrorKind::damaged},
                       {"version_9", kVersion},
                       {"version_2_encrypted", ErrorKind::encrypted},
                       {"key_safe", ErrorKind::encrypted},
                       {"no_extents", kDamaged},
                       {"extent_of_0_sectors", kDamaged},
                       {"extent_of_2e64_sectors", kDamaged},
                       {"extent_without_quote", kDamaged},
                       {"extent_of_unknown_type", kUnsupported},
                       {"cid_no_number", kDamaged},
                       {"control_character", kDamaged},
                       {"nul_inside", kDamaged},
                       {"bad_utf8", ErrorKind::bad_encoding},
                       {"unknown_encoding", ErrorKind::bad_encoding},
                       {"open_quote", kDamaged},
                       {"long_line", kDamaged},
                       {"many_lines", kLimit},
                       {"no_text", kDamaged}};
  for (const auto& [name, kind] : kinds)
    EXPECT_EQ(error_of(damaged_folder("vmdk_descriptor") / name).kind(), kind) << name;
}

TEST(Damaged, SizesThatOverflowTogether) {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 4; ++i) lines += "RW 9007199254740992 ZERO\n";
  vixmount::test::write_file(folder.file("disk.vmdk"), descriptor_text(lines));
  EXPECT_EQ(error_of(folder.file("disk.vmdk")).kind(), kDamaged);
}

TEST(Damaged, SparseExtents) {
  expect_kinds("vmdk_sparse", "SPARSE", 64,
               {{"version_0", kVersion},
                {"version_4", kVersion},
                {"unknown_flag", kUnsupported},
                {"capacity_0", kDamaged},
                {"capacity_all", kDamaged},
                {"grain_0", kDamaged},
                {"grain_3", kDamaged},
                {"grain_all", kDamaged},
                {"per_table_0", kDamaged},
                {"per_table_all", kDamaged},
                {"footer_missing", kDamaged},
                {"directory_overflows", kDamaged},
                {"newlines_changed", kDamaged},
                {"method_9", kUnsupported},
                {"cut_in_header", kDamaged},
                {"cut_in_table", kDamaged},
                {"both_tables_outside", kDamaged},
                {"zero_entry_without_flag", kDamaged}});
}

TEST(Damaged, SparseExtentsThatTheRedundantDirectorySaves) {
  for (const std::string name :
       {"directory_outside", "directory_0", "table_outside", "grain_outside"})
    EXPECT_NO_THROW(read_extent(damaged_folder("vmdk_sparse") / name, "SPARSE", 64)) << name;
}

TEST(Damaged, EmbeddedDescriptors) {
  EXPECT_EQ(error_of(damaged_folder("vmdk_sparse") / "descriptor_outside").kind(), kDamaged);
  EXPECT_EQ(error_of(damaged_folder("vmdk_sparse") / "descriptor_huge").kind(), kLimit);
}

TEST(Damaged, Streams) {
  expect_kinds("vmdk_stream", "SPARSE", 32,
               {{"other_grain", kDamaged},
                {"stream_of_0_bytes", kDamaged},
                {"stream_of_all_bytes", kDamaged},
                {"stream_cut", kDamaged},
                {"checksum_wrong", kDamaged},
                {"no_zlib", kDamaged},
                {"grain_behind_end", kDamaged},
                {"grain_outside", kDamaged},
                {"grain_too_large", kLimit},
                {"footer_no_magic", kDamaged},
                {"footer_without_directory", kDamaged},
                {"footer_version_7", kVersion},
                {"marker_of_other_kind", kDamaged},
                {"footer_directory_0", kDamaged},
                {"grain_too_short", kDamaged},
                {"grain_too_long", kDamaged},
                {"cut_before_footer", kDamaged}});
}

TEST(Damaged, Cowd) {
  expect_kinds("vmdk_cowd", "VMFSSPARSE", 32,
               {{"version_2", kVersion},
                {"capacity_0", kDamaged},
                {"capacity_all", kDamaged},
                {"grain_0", kDamaged},
                {"grain_5", kDamaged},
                {"grain_all", kDamaged},
                {"directory_0", kDamaged},
                {"directory_outside", kDamaged},
                {"no_entries", kDamaged},
                {"table_outside", kDamaged},
                {"grain_outside", kDamaged},
                {"no_magic", kDamaged},
                {"cut_in_header", kDamaged},
                {"cut_in_directory", kDamaged}});
}

TEST(Damaged, SeSparse) {
  expect_kinds("vmdk_sesparse", "SESPARSE", 64,
               {{"no_magic", kDamaged},
                {"version_3", kVersion},
                {"capacity_0", kDamaged},
                {"capacity_all", kDamaged},
                {"grain_16", kUnsupported},
                {"table_32", kUnsupported},
                {"flags", kUnsupported},
                {"reserved", kUnsupported},
                {"second_header_outside", kDamaged},
                {"second_header_overflows", kDamaged},
                {"second_header_no_magic", kDamaged},
                {"journal_to_replay", kUnsupported},
                {"directory_too_small", kDamaged},
                {"directory_outside", kDamaged},
                {"tables_overflow", kDamaged},
                {"grains_overflow", kDamaged},
                {"table_of_unknown_kind", kDamaged},
                {"table_number_too_large", kDamaged},
                {"grain_of_unknown_kind", kDamaged},
                {"grain_number_too_large", kDamaged},
                {"grain_number_all", kDamaged},
                {"unallocated_with_number", kDamaged},
                {"cut_in_header", kDamaged},
                {"cut_before_second_header", kDamaged}});
}

// A reader that trusted the file would hand out what is not there.
TEST(Damaged, AnExtentThatIsSmallerThanTheDescriptorSays) {
  const auto seed = fs::path(VIXMOUNT_SOURCE_DIR) / "fuzz/seeds/vmdk_cowd/small";
  EXPECT_NO_THROW(read_extent(seed, "VMFSSPARSE", 32));
  EXPECT_NO_THROW(read_extent(seed, "VMFSSPARSE", 20));
  EXPECT_EQ(vixmount::test::error_kind_of([&] { read_extent(seed, "VMFSSPARSE", 33); }), kDamaged);
}

}  // namespace
}  // namespace vixmount::disk::test
