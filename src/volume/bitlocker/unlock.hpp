// From the keys that were given to the key of the sectors.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "volume/bitlocker/encryption_method.hpp"
#include "volume/bitlocker/metadata.hpp"
#include "volume/bitlocker/protector.hpp"
#include "volume/key_ring.hpp"

namespace vixmount::volume::bitlocker {

// Passwords and recovery passwords are tried on each protector of their kind; each trial costs
// about a tenth of a second. A volume has one or two such protectors.
inline constexpr unsigned kMostTrials = 64;
// And all volumes of a disk set, which may be any number, together: a minute or two.
inline constexpr unsigned kMostTrialsOfSet = 1024;

struct SectorKey {
  const EncryptionMethod* method = nullptr;
  Secret bytes;
};

// Finds the master key of one volume.
class Unlocker {
 public:
  // All must outlive the unlocker. `trials_left`: of the disk set; each trial is taken off.
  Unlocker(const Metadata& metadata, const std::vector<Protector>& protectors,
           std::atomic<unsigned>& trials_left)
      : metadata_(metadata), protectors_(protectors), trials_left_(trials_left) {}

  // The master key by a clear key of the volume itself (suspended protection).
  std::optional<Secret> by_clear_key();
  // The master key by one of the keys; kinds that are none of BitLocker's are passed over.
  std::optional<Secret> by_keys(const std::vector<const Key*>& keys);

  // What was wrong with keys, for people; holds no secret.
  const std::vector<std::string>& notes() const noexcept { return notes_; }

 private:
  std::optional<Secret> by_key(const Key& key);
  std::optional<Secret> by_text(const Key& key);
  std::optional<Secret> by_password(std::string_view text);
  std::optional<Secret> by_recovery_password(std::string_view text);
  std::optional<Secret> by_startup_key(std::span<const std::byte> file);
  std::optional<Secret> by_master_key(std::span<const std::byte> bytes);
  std::optional<Secret> by_hash(Protection protection, std::span<const std::byte> hash);
  bool may_try();
  std::optional<Secret> open(const Protector& protector, std::span<const std::byte> key);

  const Metadata& metadata_;
  const std::vector<Protector>& protectors_;
  std::atomic<unsigned>& trials_left_;
  unsigned trials_ = 0;
  std::vector<std::string> notes_;
};

// The key of the sectors, which `master_key` opens. Error{damaged} where it does not,
// Error{unsupported} for an encryption method that is not known.
SectorKey open_sector_key(const Metadata& metadata, std::span<const std::byte> master_key);

// True when the SHA-256 that the metadata keep of themselves fits, or there is none (Vista).
bool hash_fits(const Metadata& metadata, std::span<const std::byte> master_key);

}  // namespace vixmount::volume::bitlocker
