// DDF (SNIA Common RAID Disk Data Format): recognised by its anchor in the last sector, big endian.
// Facts: mdadm super-ddf.c (structures), SNIA DDF 2.0.
#include <array>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "volume/md/imsm.hpp"

namespace vixmount::volume::md {
namespace {

constexpr std::uint32_t kSector = 512;
constexpr std::uint32_t kHeaderMagic = 0xDE11DE11;
constexpr std::uint32_t kVolumesMagic = 0xDDDDDDDD;
// What a container may define; mdadm makes 15.
constexpr std::size_t kMostVolumes = 256;

struct Header {
  be32 magic;
  be32 crc;
  std::array<char, 24> guid;
  std::array<std::uint8_t, 64> unused0;
  be64 primary_block;
  std::array<std::uint8_t, 104> unused1;
  be32 volumes_block;  // from the primary header
  be32 volumes_length;
};
static_assert(offsetof(Header, primary_block) == 96 && offsetof(Header, volumes_block) == 208);

struct VolumesHeader {
  be32 magic;
  be32 crc;
  be16 used;
  be16 slots;
  std::array<std::uint8_t, 52> unused;
};
static_assert(sizeof(VolumesHeader) == 64);

struct VolumeEntry {
  std::array<std::byte, 48> unused;  // all ones where the slot is free
  std::array<char, 16> name;
};
static_assert(sizeof(VolumeEntry) == 64);

template <typename Layout>
Layout read_at(const io::ByteSource& source, std::uint64_t offset) {
  const auto bytes = io::read_bytes(source, offset, sizeof(Layout));
  return BytesView(bytes, offset).get<Layout>(0);
}

bool is_free(const VolumeEntry& entry) noexcept { return entry.unused[0] == std::byte{0xFF}; }

// The names of the volumes, "'a', 'b'"; empty where they cannot be found.
std::string names_of_volumes(const io::ByteSource& source, const Header& anchor) {
  const auto primary =
      checked_multiply(anchor.primary_block.value(), kSector, "place of DDF header");
  const auto header = read_at<Header>(source, primary);
  if (header.magic != kHeaderMagic) return {};
  const auto place = checked_add(primary, std::uint64_t{header.volumes_block} * kSector,
                                 "place of the DDF volumes");
  const auto volumes = read_at<VolumesHeader>(source, place);
  if (volumes.magic != kVolumesMagic) return {};
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(volumes.slots, kMostVolumes); ++i) {
    const auto entry =
        read_at<VolumeEntry>(source, place + sizeof(volumes) + i * sizeof(VolumeEntry));
    if (is_free(entry)) continue;
    if (!names.empty()) names += ", ";
    names += "'" + printable(trim(text_until_nul(entry.name))) + "'";
  }
  return names;
}

class DdfScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "ddf"; }
  bool members_stand_alone() const noexcept override { return true; }

  std::optional<Claim> claim(const Container& container, Remarks&) const override {
    const auto size = container.source->size();
    if (container.kind != ContainerKind::disk || size < 2 * kSector) return std::nullopt;
    const auto anchor = read_at<Header>(*container.source, size - size % kSector - kSector);
    if (anchor.magic != kHeaderMagic) return std::nullopt;
    std::string names;
    try {
      names = names_of_volumes(*container.source, anchor);
    } catch (const Error& error) {
      // Names are all that is lost; a disk that cannot be read fails elsewhere as well.
      if (error.kind() == ErrorKind::io) throw;
    }
    return Claim::refused(Condition::unusable,
                          "a member of a DDF firmware RAID, which is not supported" +
                              (names.empty() ? std::string() : "; its volumes: " + names));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>&, Remarks&) const override { return {}; }
};

}  // namespace

std::shared_ptr<const Scheme> make_ddf_scheme() { return std::make_shared<DdfScheme>(); }

}  // namespace vixmount::volume::md
