#include "disk/foreign.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace vixmount::disk {
namespace {

struct Signature {
  std::uint64_t offset;
  std::string_view bytes;
  std::string_view what;
};

using std::string_view_literals::operator""sv;

// Magic numbers from the formats' own documentation (or file(1)).
constexpr std::array<Signature, 14> kSignatures = {{
    {0, "QFI\xfb"sv, "a QCOW2 image"},
    {0, "vhdxfile"sv, "a VHDX image"},
    {0, "conectix"sv, "a VHD image"},
    {0x40, "\x7f\x10\xda\xbe"sv, "a VirtualBox VDI image"},
    {0, "WithoutFreeSpace"sv, "a Parallels image"},
    {0, "WithouFreSpacExt"sv, "a Parallels image"},
    {0, "EVF\x09\x0d\x0a\xff\x00"sv, "an EnCase (E01) image"},
    {257, "ustar"sv, "a tar archive (an OVA?): unpack it first"},
    {0, "PK\x03\x04"sv, "a ZIP archive: unpack it first"},
    {0, "\x1f\x8b"sv, "a gzip file: unpack it first"},
    {0,
     "\xfd"
     "7zXZ"sv,
     "an XZ file: unpack it first"},
    {0, "<?xml"sv, "an XML file (an OVF envelope?): name the disk that belongs to it"},
    {0, ".encoding"sv, "a .vmx file: name the disk that belongs to it"},
    {510, "\x55\xaa"sv, "a raw disk: name it as raw:PATH"},
}};

}  // namespace

std::string describe_foreign(const io::HostFile& file) {
  if (file.size() == 0) return "it is empty";
  std::vector<std::byte> head(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), 1024)));
  file.read(0, head);
  const BytesView view(head);
  const auto* const found =
      std::find_if(kSignatures.begin(), kSignatures.end(), [&](const Signature& signature) {
        return fits(signature.offset, signature.bytes.size(), view.size()) &&
               view.text(signature.offset, signature.bytes.size()) == signature.bytes;
      });
  if (found != kSignatures.end()) return fmt::format("it looks like {}", found->what);
  constexpr std::uint64_t kVhdFooterBytes = 512;  // fixed VHDs have their magic at the end only
  if (file.size() > kVhdFooterBytes) {
    std::array<std::byte, 8> tail;
    file.read(file.size() - kVhdFooterBytes, tail);
    if (BytesView(tail).text(0, 8) == "conectix") return "it looks like a VHD image";
  }
  return "if its bytes are the disk itself, name it as raw:PATH";
}

}  // namespace vixmount::disk
