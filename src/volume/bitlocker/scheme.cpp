#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "base/error.hpp"
#include "volume/bitlocker/bitlocker.hpp"
#include "volume/bitlocker/decrypted_view.hpp"
#include "volume/bitlocker/protector.hpp"
#include "volume/bitlocker/unlock.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kBootSectorBytes = 512;

class DecryptedVolume final : public Member {
 public:
  explicit DecryptedVolume(Volume volume) : volume_(std::move(volume)) {}
  const Volume& volume() const noexcept { return volume_; }

 private:
  Volume volume_;
};

// A key of the sectors is checked by what it decrypts: names of file systems in the first sector.
bool begins_with_file_system(const io::ByteSource& view) {
  const auto bytes = io::read_bytes(view, 0, kBootSectorBytes);
  const BytesView sector(bytes);
  const auto has = [&](std::size_t at, std::string_view name) {
    return sector.text(at, name.size()) == name;
  };
  return has(3, "NTFS    ") || has(3, "EXFAT   ") || has(3, "ReFS") || has(54, "FAT1") ||
         has(82, "FAT32   ");
}

// One volume while it is being opened.
class Opening {
 public:
  Opening(const Container& container, const KeyRing& keys, std::atomic<unsigned>& trials_left,
          Remarks& remarks)
      : container_(container), keys_(keys), trials_left_(trials_left), remarks_(remarks) {}

  // Nothing when the container is no BitLocker volume.
  std::optional<Claim> open() {
    const auto& source = container_.source;
    if (source->size() < kBootSectorBytes) return std::nullopt;
    const auto sector = io::read_bytes(*source, 0, kBootSectorBytes);
    try {
      const auto boot = parse_boot_sector(BytesView(sector), container_.logical_sector_size);
      if (!boot) return std::nullopt;
      return open(*boot);
    } catch (const Error& error) {
      // Not the volume's fault.
      if (error.kind() == ErrorKind::io || error.kind() == ErrorKind::internal ||
          error.kind() == ErrorKind::no_memory)
        throw;
      return refuse(Condition::unusable, error.message());
    }
  }

 private:
  static Claim refuse(Condition condition, const std::string& detail) {
    return Claim::refused(condition, "BitLocker: " + detail);
  }

  Claim open(const BootSector& boot) {
    std::vector<std::string> problems;
    const auto copies = read_metadata(*container_.source, boot, problems);
    if (copies.empty())
      return refuse(Condition::unusable, fmt::format("none of the metadata blocks is good: {}",
                                                     fmt::join(problems, "; ")));
    for (const auto& problem : problems)
      remarks_.add(container_, "{}; another copy is used", problem);
    const auto& newest = copies.front();
    if (newest.state == State::decrypted) return decrypted(boot, newest, {});
    const auto datums = newest.datums();
    const auto protectors = find_protectors(datums);
    Unlocker unlocker(newest, protectors, trials_left_);
    const auto keys = keys_.keys_for(container_, newest.volume_id.to_string());
    auto master = unlocker.by_clear_key();
    if (master)
      remarks_.add(container_, "BitLocker protection is suspended: the volume opens without a key");
    else
      master = unlocker.by_keys(keys);
    if (master) return unlocked(boot, copies, master->bytes());
    if (auto claim = by_sector_key(boot, newest, keys)) return std::move(*claim);
    return locked(protectors, unlocker.notes(), keys.size());
  }

  Claim unlocked(const BootSector& boot, const std::vector<Metadata>& copies,
                 std::span<const std::byte> master_key) {
    auto good = std::find_if(copies.begin(), copies.end(), [&](const Metadata& metadata) {
      return hash_fits(metadata, master_key);
    });
    if (good == copies.end()) {
      good = copies.begin();
      remarks_.add(container_,
                   "the BitLocker metadata at byte {} do not fit the SHA-256 that is kept of them: "
                   "they were changed by something else than Windows",
                   good->offset);
    }
    return decrypted(boot, *good, open_sector_key(*good, master_key));
  }

  // Keys of the raw sectors, as other programs print them.
  std::optional<Claim> by_sector_key(const BootSector& boot, const Metadata& metadata,
                                     const std::vector<const Key*>& keys) {
    const auto* const method = find_encryption_method(metadata.method);
    for (const auto* key : keys) {
      if (method == nullptr || key->kind != KeyKind::volume_key ||
          key->secret.size() != method->key_bytes)
        continue;
      auto claim = decrypted(boot, metadata, {method, key->secret});
      const auto& volume = static_cast<const DecryptedVolume&>(*claim.member).volume();
      if (begins_with_file_system(*volume.source)) return claim;
    }
    return std::nullopt;
  }

  static Claim locked(const std::vector<Protector>& protectors,
                      const std::vector<std::string>& notes, std::size_t keys) {
    std::vector<std::string> names;
    for (const auto& protector : protectors) names.push_back(protector.name());
    std::string detail = "BitLocker, protected by: ";
    detail += names.empty() ? "nothing known" : fmt::format("{}", fmt::join(names, ", "));
    if (keys != 0) detail += fmt::format("; none of {} given keys fits", keys);
    if (!notes.empty()) detail += fmt::format(" ({})", fmt::join(notes, "; "));
    return Claim::refused(Condition::locked, std::move(detail));
  }

  // `key` has no method where nothing is encrypted.
  Claim decrypted(const BootSector& boot, const Metadata& metadata, const SectorKey& key) {
    const auto& source = container_.source;
    io::SourcePtr decrypting;
    if (key.method != nullptr)
      decrypting = crypt::make_decrypting_source(
          source, make_cipher(*key.method, key.bytes.bytes(), boot.sector_size), 0);
    std::optional<ConversionMap> conversion;
    if (boot.encrypt_on_write && decrypting) {
      conversion = read_conversion_map(*source, boot.eow_offsets);
      remark_conversion(*conversion);
    }
    remark_state(metadata);
    Volume volume = container_.volume ? *container_.volume : Volume();
    volume.scheme = "bitlocker";
    volume.name = container_.name + " (BitLocker)";
    volume.layout = key.method != nullptr ? key.method->name : "not encrypted";
    volume.uuid = metadata.volume_id.to_string();
    volume.health = {};
    volume.source = make_decrypted_view(source, decrypting, boot, metadata, conversion);
    volume.size = volume.source->size();
    return Claim::of(std::make_shared<DecryptedVolume>(std::move(volume)));
  }

  void remark_conversion(const ConversionMap& conversion) {
    if (conversion.plain_bytes != 0)
      remarks_.add(container_,
                   "BitLocker was encrypting the volume on write, {} bytes were still plain; a "
                   "chunk that was just being converted may be wrong, since the conversion log is "
                   "not read",
                   conversion.plain_bytes);
  }

  void remark_state(const Metadata& metadata) {
    if (metadata.state != State::switching_dirty || metadata.state_size == 0) return;
    remarks_.add(container_,
                 "BitLocker was converting {} bytes at byte {} when the disk was copied; they "
                 "cannot be read",
                 metadata.state_size, metadata.state_offset);
  }

  const Container& container_;
  const KeyRing& keys_;
  std::atomic<unsigned>& trials_left_;
  Remarks& remarks_;
};

class BitlockerScheme final : public Scheme {
 public:
  explicit BitlockerScheme(const KeyRing& keys) : keys_(keys) {}

  std::string_view name() const noexcept override { return "bitlocker"; }
  bool members_stand_alone() const noexcept override { return true; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    return Opening(container, keys_, trials_left_, remarks).open();
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members, Remarks&) const override {
    std::vector<Group> groups(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& volume = static_cast<const DecryptedVolume&>(*members[i]).volume();
      groups[i].uuid = volume.uuid;
      groups[i].members = {i};
      groups[i].volumes = {volume};
    }
    return groups;
  }

 private:
  const KeyRing& keys_;
  mutable std::atomic<unsigned> trials_left_{kMostTrialsOfSet};
};

}  // namespace

std::shared_ptr<const Scheme> make_bitlocker_scheme(const KeyRing& keys) {
  return std::make_shared<BitlockerScheme>(keys);
}

}  // namespace vixmount::volume::bitlocker
