#include "volume/luks/luks.hpp"

#include <atomic>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "io/sources.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/luks/header.hpp"
#include "volume/luks/layout.hpp"
#include "volume/luks/unlock.hpp"

namespace vixmount::volume::luks {
namespace {

// An unlocked volume.
class UnlockedMember final : public Member {
 public:
  explicit UnlockedMember(Volume opened) : volume(std::move(opened)) {}
  const Volume volume;
};

// Nothing when the container is no LUKS volume.
std::optional<Header> read_header(const io::ByteSource& disk,
                                  std::atomic<std::uint64_t>& bytes_left) {
  constexpr std::size_t kFrontBytes = kVersionOffset + sizeof(be16);
  if (disk.size() < kFrontBytes) return std::nullopt;
  const auto bytes = io::read_bytes(disk, 0, kFrontBytes);
  const BytesView front(bytes);
  if (front.text(0, kMagic.size()) == kMagic) {
    const auto version = front.be16_at(kVersionOffset);
    if (version == 1) return read_luks1_header(disk);
    if (version != 2) fail(ErrorKind::unsupported_version, "version {} is not supported", version);
  }
  const auto copy = find_luks2_copy(disk, bytes_left);
  if (!copy) return std::nullopt;
  return parse_luks2_metadata(*copy);
}

std::string describe(const Header& header) {
  return fmt::format("LUKS{}, UUID {}", header.version, header.uuid);
}

// The bytes of the segment, still encrypted.
io::SourcePtr data_of(const Segment& segment, const io::SourcePtr& disk) {
  if (segment.offset == 0)
    fail(ErrorKind::unsupported, "the header is detached: the data is on another disk");
  if (segment.offset >= disk->size())
    fail(ErrorKind::damaged,
         "the data begins at byte {}, behind the end of the disk (the header may be detached)",
         segment.offset);
  const auto size = segment.size.value_or(disk->size() - segment.offset);
  if (!fits(segment.offset, size, disk->size()))
    fail(ErrorKind::damaged, "the data, {} bytes from byte {} on, ends behind the end of the disk",
         size, segment.offset);
  return std::make_shared<io::SliceSource>(disk, segment.offset, size - size % segment.sector_size);
}

// Throws where the volume could not be read with any key.
void check_segment(const Segment& segment, const io::SourcePtr& disk) {
  if (!is_power_of_two(segment.sector_size) || segment.sector_size < kSector ||
      segment.sector_size > crypt::kLargestSector)
    fail(ErrorKind::damaged, "the data has sectors of {} bytes", segment.sector_size);
  crypt::require_known_cipher(segment.cipher);
  data_of(segment, disk);
}

Volume opened_volume(const Header& header, const Container& container, const Secret& key) {
  const auto& segment = header.segment;
  auto cipher = crypt::make_sector_cipher(segment.cipher, key.bytes(), segment.sector_size,
                                          {segment.sector_size / kSector, segment.vector_offset});
  Volume volume = container.volume ? *container.volume : Volume{};
  volume.scheme = "luks";
  volume.name.clear();
  volume.layout = printable(segment.cipher, 64);
  volume.uuid = header.uuid;
  volume.health = {};
  // The container's own names stay: the guest's tables may name the volume by what it lies on.
  volume.device_names.insert(volume.device_names.begin(), "/dev/mapper/luks-" + header.uuid);
  volume.source = data_of(segment, container.source);
  if (!segment.cipher.starts_with("cipher_null"))  // else reads stay plain reads of the disk
    volume.source = crypt::make_decrypting_source(volume.source, std::move(cipher), 0);
  volume.size = volume.source->size();
  return volume;
}

class LuksScheme final : public Scheme {
 public:
  explicit LuksScheme(const KeyRing& keys) : keys_(keys) {}

  std::string_view name() const noexcept override { return "luks"; }
  bool members_stand_alone() const noexcept override { return true; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    std::string what = "LUKS";
    try {
      const auto header = read_header(*container.source, header_bytes_left_);
      if (!header) return std::nullopt;
      what = describe(*header);
      for (const auto& remark : header->remarks) remarks.add(container, "{}", remark);
      check_segment(header->segment, container.source);
      const auto unlocking =
          unlock(*header, *container.source, keys_.keys_for(container, header->uuid), work_left_);
      if (!unlocking.volume_key)
        return Claim::refused(Condition::locked, fmt::format("{}: {}", what, unlocking.reason));
      return Claim::of(std::make_shared<UnlockedMember>(
          opened_volume(*header, container, *unlocking.volume_key)));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io || error.kind() == ErrorKind::internal) throw;
      return Claim::refused(Condition::unusable, fmt::format("{}: {}", what, error.message()));
    }
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& volume = dynamic_cast<const UnlockedMember&>(*members[i]).volume;
      Group group;
      group.uuid = volume.uuid;
      group.members = {i};
      group.volumes = {volume};
      groups.push_back(std::move(group));
    }
    return groups;
  }

 private:
  const KeyRing& keys_;
  mutable std::atomic<std::uint64_t> work_left_{kMostWorkOfSet};
  mutable std::atomic<std::uint64_t> header_bytes_left_{kMostHeaderBytesOfSet};
};

}  // namespace

std::shared_ptr<const Scheme> make_luks_scheme(const KeyRing& keys) {
  return std::make_shared<LuksScheme>(keys);
}

}  // namespace vixmount::volume::luks
