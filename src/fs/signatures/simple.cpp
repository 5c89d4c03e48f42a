// Kinds that a magic number, a UUID and a label at fixed places describe.
//
// Facts: the kernel's headers of each file system (include/uapi/linux, fs/*/) and the formats' own
// documents: Apple File System Reference, Squashfs format, bcachefs superblock.
#include <algorithm>
#include <array>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

using namespace std::string_view_literals;

enum class LabelEncoding : std::uint8_t { none, bytes, utf16le };

constexpr std::uint64_t kNone = 0;

struct Signature {
  std::string_view type;
  std::uint64_t magic_offset;  // all offsets in bytes from the start of the volume
  std::string_view magic;
  std::uint64_t uuid_offset;  // kNone: there is none (offset 0 never holds one)
  LabelEncoding label_encoding;
  std::uint64_t label_offset;
  std::size_t label_length;
};

constexpr auto kNoLabel = LabelEncoding::none;

constexpr std::array kAtStart = {
    Signature{"apfs", 32, "NXSB", 72, kNoLabel, 0, 0},
    Signature{"squashfs", 0, "hsqs", kNone, kNoLabel, 0, 0},
    Signature{"squashfs", 0, "sqsh", kNone, kNoLabel, 0, 0},
    Signature{"ReFS", 0, "\0\0\0ReFS\0"sv, kNone, kNoLabel, 0, 0},
};

constexpr std::array kFurtherIn = {
    Signature{"f2fs", 1024, "\x10\x20\xF5\xF2", 1132, LabelEncoding::utf16le, 1148, 1024},
    Signature{"erofs", 1024, "\xE2\xE1\xF5\xE0", 1072, LabelEncoding::bytes, 1088, 16},
    Signature{"nilfs2", 1030, "\x34\x34", 1176, LabelEncoding::bytes, 1192, 80},
    Signature{"bcachefs", 4120, "\xC6\x85\x73\xF6\x66\xCE\x90\xA9\xD9\x6A\x60\xCF\x80\x3D\xF7\xEF",
              4152, LabelEncoding::bytes, 4168, 32},
    Signature{"jfs", 32768, "JFS1", 32904, LabelEncoding::bytes, 32920, 16},
    Signature{"reiserfs", 65588, "ReIsErFs", kNone, kNoLabel, 0, 0},
    Signature{"reiserfs", 65588, "ReIsEr2Fs", 65620, LabelEncoding::bytes, 65636, 16},
    Signature{"reiserfs", 65588, "ReIsEr3Fs", 65620, LabelEncoding::bytes, 65636, 16},
};

std::string label_of(const Signature& signature, const VolumeBytes& volume) {
  if (signature.label_encoding == LabelEncoding::none) return {};
  const auto raw = volume.require(signature.label_offset, signature.label_length);
  return signature.label_encoding == LabelEncoding::utf16le
             ? utf16le_label(raw)
             : clean_label(raw.text_until_nul(0, raw.size()));
}

template <std::size_t Count>
std::optional<Identification> probe(const std::array<Signature, Count>& signatures,
                                    const VolumeBytes& volume) {
  const auto found = std::find_if(signatures.begin(), signatures.end(), [&](const Signature& s) {
    return volume.has(s.magic_offset, s.magic);
  });
  if (found == signatures.end()) return std::nullopt;
  auto identification = recognised(found->type);
  read_details(identification, [&] {
    if (found->uuid_offset != kNone)
      identification.uuid = uuid_at(volume.require(found->uuid_offset, 16), 0);
    identification.label = label_of(*found, volume);
  });
  return identification;
}

}  // namespace

std::optional<Identification> probe_simple_at_start(const VolumeBytes& volume) {
  return probe(kAtStart, volume);
}

std::optional<Identification> probe_simple_further_in(const VolumeBytes& volume) {
  return probe(kFurtherIn, volume);
}

}  // namespace vixmount::fs::signatures
