#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "fs/ntfs/extended_attributes.hpp"
#include "fs/ntfs/interix.hpp"
#include "fs/ntfs/link_target.hpp"
#include "fs/ntfs/reparse_point.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using namespace test_bytes;
using namespace std::string_view_literals;

Bytes reparse(std::uint32_t tag, const Bytes& data) {
  Bytes out(8);
  put(out, 0, tag, 4);
  put(out, 4, data.size(), 2);
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Bytes text(std::string_view characters) {
  const auto bytes = as_bytes(characters);
  return Bytes(bytes.begin(), bytes.end());
}

std::string target_of(const Bytes& value) {
  const auto target = link_target_of(parse_reparse_point(BytesView(value)));
  return target ? target->posix_path(0) : "(none)";
}

NodeType type_of(const Bytes& value) {
  return node_type_of(parse_reparse_point(BytesView(value)), NodeType::regular);
}

TEST(NtfsLinkTarget, TranslatesEveryFormOfWindows) {
  struct Case {
    std::string_view target;
    bool relative;
    std::string_view path;
  };
  const Case cases[] = {
      {R"(\??\C:\Users\x)"sv, false, "/C:/Users/x"},
      {R"(\??\c:\)"sv, false, "/c:"},
      {R"(\??\Volume{0a-1}\)"sv, false, "/Volume{0a-1}"},
      {R"(\??\Volume{0a-1}\d)"sv, false, "/Volume{0a-1}/d"},
      {R"(\??\UNC\server\share\x)"sv, false, "//server/share/x"},
      {R"(\\?\UNC\server\share)"sv, false, "//server/share"},
      {R"(\\?\D:\x)"sv, false, "/D:/x"},
      {R"(\DosDevices\E:\x)"sv, false, "/E:/x"},
      {R"(\\server\share\x)"sv, false, "//server/share/x"},
      {R"(C:\Program Files)"sv, false, "/C:/Program Files"},
      {R"(\Device\Harddisk0\x)"sv, false, "/Device/Harddisk0/x"},
      {R"(..\a\b)"sv, true, "../a/b"},
      {R"(file)"sv, true, "file"},
      {R"(\\server\share)"sv, true, "//server/share"},
      {R"(\Windows\x)"sv, true, "./Windows/x"},
      {R"()"sv, true, ""},
  };
  for (const auto& each : cases)
    EXPECT_EQ(translate_target(each.target, each.relative).posix_path(0), each.path) << each.target;
}

TEST(NtfsLinkTarget, RootedTargetsClimbToTheRoot) {
  const auto target = translate_target(R"(\Windows\x)", true);
  EXPECT_EQ(target.kind, LinkTarget::Kind::rooted);
  EXPECT_EQ(target.posix_path(1), "../Windows/x");
  EXPECT_EQ(target.posix_path(3), "../../../Windows/x");
  EXPECT_EQ(translate_target(R"(\)", true).posix_path(2), "../..");
  EXPECT_EQ(test::error_kind_of([&] { target.posix_path(kDeepestLink + 1); }),
            ErrorKind::limit_exceeded);
}

Bytes names(std::u16string_view substitute, std::u16string_view print, const Bytes& flags) {
  Bytes where(8);
  put(where, 2, 2 * substitute.size(), 2);
  put(where, 4, 2 * substitute.size(), 2);
  put(where, 6, 2 * print.size(), 2);
  return joined({where, flags, utf16(substitute), utf16(print)});
}

TEST(NtfsReparsePoint, LinksAndJunctions) {
  const auto absolute = bytes_of({0, 0, 0, 0});
  const auto relative = bytes_of({1, 0, 0, 0});
  const auto link = reparse(0xA000000C, names(uR"(\??\C:\x)", u"C:\\x", absolute));
  EXPECT_EQ(target_of(link), "/C:/x");
  EXPECT_EQ(type_of(link), NodeType::symbolic_link);
  EXPECT_EQ(target_of(reparse(0xA000000C, names(u"..\\ü", u"", relative))), "../ü");
  EXPECT_EQ(target_of(reparse(0xA000000C, names(u"", u"D:\\p", absolute))), "/D:/p");
  const auto junction = reparse(0xA0000003, names(uR"(\??\Volume{1}\)", u"", {}));
  EXPECT_EQ(target_of(junction), "/Volume{1}");
  EXPECT_EQ(type_of(junction), NodeType::symbolic_link);

  auto cut = link;
  put(cut, 8 + 2, 4000, 2);
  EXPECT_EQ(test::error_kind_of([&] { target_of(cut); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { target_of(Bytes(link.begin(), link.begin() + 7)); }),
            ErrorKind::damaged);
}

TEST(NtfsReparsePoint, LinksOfOtherPrograms) {
  using namespace std::string_view_literals;
  const auto app = [](std::u16string_view strings) {
    return reparse(0x8000001B, joined({bytes_of({3, 0, 0, 0}), utf16(strings)}));
  };
  const auto link =
      app(u"Pkg_1\0Pkg!App\0C:\\Program Files\\a.exe\0"
          u"0\0"sv);
  EXPECT_EQ(target_of(link), "/C:/Program Files/a.exe");
  EXPECT_EQ(type_of(link), NodeType::symbolic_link);
  EXPECT_EQ(type_of(app(u"Pkg_1\0Pkg!App\0not a path\0"sv)), NodeType::regular);

  const auto wsl = reparse(0xA000001D, joined({bytes_of({2, 0, 0, 0}), text("/mnt/c/ü")}));
  EXPECT_EQ(target_of(wsl), "/mnt/c/ü");
  EXPECT_EQ(type_of(reparse(0x80000024, {})), NodeType::fifo);

  const auto nfs = reparse(0x80000014, joined({text("LNK\1\0\0\0\0"sv), utf16(u"../nfs/x")}));
  EXPECT_EQ(target_of(nfs), "../nfs/x");
  EXPECT_EQ(type_of(nfs), NodeType::symbolic_link);
  const auto device =
      reparse(0x80000014, joined({text("CHR\0\0\0\0\0"sv), bytes_of({4, 0, 0, 0, 64, 1, 0, 0})}));
  EXPECT_EQ(type_of(device), NodeType::character_device);
  const auto numbers = nfs_device_of(parse_reparse_point(BytesView(device)));
  ASSERT_TRUE(numbers);
  EXPECT_EQ(std::pair(numbers->major, numbers->minor), std::pair(4U, 320U));
}

TEST(NtfsReparsePoint, WofTellsProviderAndAlgorithm) {
  const auto wof = [](std::initializer_list<int> numbers) {
    Bytes data(4 * numbers.size());
    std::size_t at = 0;
    for (const int each : numbers) {
      put(data, at, static_cast<std::uint64_t>(each), 4);
      at += 4;
    }
    const auto value = reparse(0x80000017, data);
    return parse_wof(parse_reparse_point(BytesView(value)));
  };
  EXPECT_EQ(wof({1, 2, 1, 0}).algorithm, WofAlgorithm::xpress4k);
  EXPECT_EQ(wof({1, 2, 1, 1}).algorithm, WofAlgorithm::lzx);
  EXPECT_EQ(wof({1, 2, 1, 2}).algorithm, WofAlgorithm::xpress8k);
  EXPECT_EQ(wof({1, 2, 1, 3}).algorithm, WofAlgorithm::xpress16k);
  EXPECT_EQ(wof({1, 2, 1, 7}).algorithm, WofAlgorithm::unknown);
  EXPECT_EQ(wof({1, 2, 1, 7}).algorithm_value, 7U);
  EXPECT_EQ(wof({1, 1, 0, 0}).provider, WofProvider::wim);
  EXPECT_EQ(wof({1, 9}).provider, WofProvider::unknown);
  EXPECT_EQ(test::error_kind_of([&] { wof({2, 2, 1, 0}); }), ErrorKind::unsupported_version);
  EXPECT_EQ(test::error_kind_of([&] { wof({1, 2, 1}); }), ErrorKind::damaged);
}

TEST(NtfsReparsePoint, TagsHaveTheirNames) {
  EXPECT_EQ(name_of_reparse_tag(0xA000000C), "SYMLINK");
  EXPECT_EQ(name_of_reparse_tag(0x80000013), "DEDUP");
  EXPECT_EQ(name_of_reparse_tag(0x9000001A), "CLOUD");
  EXPECT_EQ(name_of_reparse_tag(0x9000601A), "CLOUD_6");
  EXPECT_EQ(name_of_reparse_tag(0x9000F01A), "CLOUD_F");
  EXPECT_EQ(name_of_reparse_tag(0x00001234), "0x00001234");
  EXPECT_TRUE(is_cloud_tag(0x9000301A));
  EXPECT_TRUE(is_cloud_tag(0x80000021));
  EXPECT_FALSE(is_cloud_tag(0x80000017));
}

TEST(NtfsReparsePoint, TagsOfOthersHaveAGuid) {
  auto value = reparse(0x00001234, bytes_of({1, 2, 3}));
  value.insert(value.begin() + 8, 16, std::byte{9});
  const auto point = parse_reparse_point(BytesView(value));
  EXPECT_EQ(point.data.size(), 3U);
  EXPECT_EQ(point.data.u8(0), 1);
}

TEST(NtfsInterix, LinksDevicesAndOrdinaryFiles) {
  const auto parse = [](const Bytes& bytes) { return parse_interix(io::MemorySource(bytes)); };
  const auto link = parse(joined({text("IntxLNK\1"sv), utf16(u"/usr/ü")}));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->type, NodeType::symbolic_link);
  EXPECT_EQ(link->target, "/usr/ü");
  Bytes numbers(16);
  put(numbers, 0, 8, 8);
  put(numbers, 8, 17, 8);
  const auto device = parse(joined({text("IntxBLK\0"sv), numbers}));
  ASSERT_TRUE(device);
  EXPECT_EQ(device->type, NodeType::block_device);
  EXPECT_EQ(std::pair(device->device.major, device->device.minor), std::pair(8U, 17U));
  EXPECT_FALSE(parse(joined({text("IntxCHR\0"sv), bytes_of({1})})));
  EXPECT_FALSE(parse({}));
  EXPECT_FALSE(parse(bytes_of({0})));
  EXPECT_FALSE(parse(text("an ordinary file")));
}

Bytes ea(std::string_view name, const Bytes& value, bool last) {
  Bytes out(8);
  put(out, 5, name.size(), 1);
  put(out, 6, value.size(), 2);
  out = joined({out, text(name), bytes_of({0}), value});
  out.resize((out.size() + 3) / 4 * 4);
  if (!last) put(out, 0, out.size(), 4);
  return out;
}

TEST(NtfsExtendedAttributes, ReadsWhatWslKeeps) {
  const auto value =
      joined({ea("$LXUID", bytes_of({0xE8, 3, 0, 0}), false), ea("OTHER", bytes_of({1}), false),
              ea("$LXMOD", bytes_of({0xA4, 0x21, 0, 0}), false),
              ea("$LXDEV", bytes_of({5, 0, 0, 0, 1, 0, 0, 0}), true)});
  const auto wsl = parse_wsl_metadata(BytesView(value));
  EXPECT_EQ(wsl.owner, 1000U);
  EXPECT_FALSE(wsl.group);
  EXPECT_EQ(wsl.mode, 020644U);
  ASSERT_TRUE(wsl.device);
  EXPECT_EQ(std::pair(wsl.device->major, wsl.device->minor), std::pair(5U, 1U));
  // On disk the last one may lead to the end.
  EXPECT_EQ(parse_wsl_metadata(BytesView(ea("$LXGID", bytes_of({7, 0, 0, 0}), false))).group, 7U);
}

TEST(NtfsExtendedAttributes, ImpossibleOnesAreDamaged) {
  const auto kind = [](Bytes value, std::size_t offset, std::uint64_t number, std::size_t width) {
    put(value, offset, number, width);
    return test::error_kind_of([&] { parse_wsl_metadata(BytesView(value)); });
  };
  const auto value = joined({ea("$LXUID", bytes_of({1, 0, 0, 0}), false), ea("X", {}, true)});
  EXPECT_EQ(kind(value, 0, 4, 4), ErrorKind::damaged);  // goes back into itself
  EXPECT_EQ(kind(value, 0, 4000, 4), ErrorKind::damaged);
  EXPECT_EQ(kind(value, 6, 4000, 2), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
