#include "volume/luks/unlock.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <openssl/crypto.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "volume/crypt/anti_forensic.hpp"
#include "volume/crypt/evp_cipher.hpp"
#include "volume/luks/layout.hpp"

namespace vixmount::volume::luks {
namespace {

bool is_volume_key(const KeyDigest& digest, std::span<const std::byte> key) {
  const auto found = crypt::derive_key(digest.derivation, key, digest.salt, digest.digest.size());
  return ::CRYPTO_memcmp(found.bytes().data(), digest.digest.data(), digest.digest.size()) == 0;
}

// The volume key that `slot` holds for this passphrase; any other passphrase gives a wrong one.
Secret candidate_of(const Keyslot& slot, const io::ByteSource& disk,
                    std::span<const std::byte> passphrase) {
  const auto used =
      divide_rounding_up(std::uint64_t{slot.stripes} * slot.key_bytes, kSector) * kSector;
  if (used > slot.area_bytes)
    fail_at(slot.area_offset, "its area of {} bytes is too small", slot.area_bytes);
  if (!fits(slot.area_offset, used, disk.size()))
    fail_at(slot.area_offset, "its area ends behind the end of the disk");
  const auto key = crypt::derive_key(slot.derivation, passphrase, slot.salt, slot.area_key_bytes);
  const auto cipher = crypt::make_sector_cipher(slot.area_cipher, key.bytes(), kSector);
  Secret material(used);
  disk.read(slot.area_offset, material.writable_bytes());
  cipher->decrypt(0, material.writable_bytes());
  return crypt::merge_stripes(material.bytes(), slot.key_bytes, slot.stripes, slot.split_hash);
}

// What reading, decrypting and merging the slot's area takes, in crypt::cost_of()'s units: each
// sector is decrypted, and its blocks of 64 bytes are hashed.
std::uint64_t cost_of_area(const Keyslot& slot) {
  return std::uint64_t{slot.stripes} * slot.key_bytes / 64;
}

bool is_argon2(const Keyslot& slot) {
  return std::holds_alternative<crypt::Argon2>(slot.derivation);
}

// Tries keys until one fits or the work is used up.
class Attempt {
 public:
  Attempt(const Header& header, const io::ByteSource& disk, std::uint64_t work_left)
      : header_(header), disk_(disk), work_left_(work_left) {}

  void try_volume_key(std::span<const std::byte> key) {
    if (!may_work(header_.digest.derivation, header_.digest.digest.size())) return;
    tried_ = true;
    if (is_volume_key(header_.digest, key)) found_ = Secret(key);
  }

  // PBKDF2 works on one processor, so slots are tried side by side; Argon2 uses several itself and
  // much memory.
  void try_passphrase(std::span<const std::byte> passphrase) {
    std::vector<const Keyslot*> together;
    for (const auto& slot : header_.keyslots) {
      if (is_argon2(slot))
        try_slots({&slot}, passphrase);
      else
        together.push_back(&slot);
    }
    try_slots(together, passphrase);
  }

  std::uint64_t work_left() const noexcept { return work_left_; }
  bool found() const noexcept { return found_.has_value(); }
  Secret take_key() { return std::move(*found_); }
  // Whether any key met a keyslot or the digest.
  bool tried() const noexcept { return tried_; }
  const std::vector<std::string>& obstacles() const noexcept { return obstacles_; }

 private:
  void try_slots(std::vector<const Keyslot*> slots, std::span<const std::byte> passphrase) {
    std::erase_if(slots, [&](const Keyslot* slot) { return done_ || !may_use(*slot); });
    parallel_for(slots.size(), [&](std::size_t i) {
      if (!done_) try_slot(*slots[i], passphrase);
    });
  }

  void try_slot(const Keyslot& slot, std::span<const std::byte> passphrase) {
    try {
      auto candidate = candidate_of(slot, disk_, passphrase);
      tried_ = true;
      if (!is_volume_key(header_.digest, candidate.bytes())) return;
      const std::lock_guard lock(mutex_);
      found_ = std::move(candidate);
      done_ = true;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io || error.kind() == ErrorKind::internal) throw;
      add_obstacle(fmt::format("{}: {}", slot.name, error.message()));
    }
  }

  bool may_use(const Keyslot& slot) {
    try {
      return may_work(slot.derivation, slot.area_key_bytes) && may_spend(cost_of_area(slot)) &&
             may_work(header_.digest.derivation, header_.digest.digest.size());
    } catch (const Error& error) {
      add_obstacle(fmt::format("{}: {}", slot.name, error.message()));
      return false;
    }
  }

  bool may_work(const crypt::KeyDerivation& derivation, std::size_t key_bytes) {
    crypt::check_cost(derivation, key_bytes);
    return may_spend(crypt::cost_of(derivation, key_bytes));
  }

  bool may_spend(std::uint64_t cost) {
    if (cost > work_left_) {
      add_obstacle("not all keyslots were tried with all keys: it would take too long");
      return false;
    }
    work_left_ -= cost;
    return true;
  }

  void add_obstacle(std::string text) {
    const std::lock_guard lock(mutex_);
    if (std::find(obstacles_.begin(), obstacles_.end(), text) == obstacles_.end())
      obstacles_.push_back(std::move(text));
  }

  const Header& header_;
  const io::ByteSource& disk_;
  std::uint64_t work_left_;
  std::mutex mutex_;  // guards the two below while slots are tried
  std::optional<Secret> found_;
  std::vector<std::string> obstacles_;
  std::atomic<bool> done_{false};
  std::atomic<bool> tried_{false};
};

void try_key(Attempt& attempt, const Key& key) {
  const auto secret = key.secret.bytes();
  if (key.kind == KeyKind::volume_key) return attempt.try_volume_key(secret);
  attempt.try_passphrase(secret);
  auto text = key.secret.text();
  if (attempt.found() || !text.ends_with('\n')) return;
  text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  attempt.try_passphrase(secret.first(text.size()));
}

std::string reason_of(std::size_t keys, const Attempt& attempt) {
  std::string reason;
  if (!attempt.tried())
    reason = "no keyslot can be used";
  else if (keys == 1)
    reason = "the key that was given does not fit";
  else
    reason = fmt::format("none of the {} keys that were given fits", keys);
  for (const auto& obstacle : attempt.obstacles()) reason += "; " + obstacle;
  return reason;
}

}  // namespace

Unlocking unlock(const Header& header, const io::ByteSource& disk,
                 const std::vector<const Key*>& keys, std::atomic<std::uint64_t>& work_left) {
  crypt::check_cost(header.digest.derivation, header.digest.digest.size());
  const auto work = std::min(work_left.load(), kMostWork);
  Attempt attempt(header, disk, work);
  std::size_t count = 0;
  for (const auto* key : keys) {
    if (key->kind != KeyKind::passphrase && key->kind != KeyKind::volume_key) continue;
    ++count;
    try_key(attempt, *key);
    if (attempt.found()) break;
  }
  work_left -= work - attempt.work_left();
  if (attempt.found()) return {attempt.take_key(), {}};
  if (count == 0) return {std::nullopt, "no key was given"};
  return {std::nullopt, reason_of(count, attempt)};
}

}  // namespace vixmount::volume::luks
