#include "volume/bitlocker/unlock.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "volume/bitlocker/key_box.hpp"
#include "volume/bitlocker/password.hpp"
#include "volume/bitlocker/recovery_password.hpp"
#include "volume/bitlocker/startup_key.hpp"
#include "volume/bitlocker/stretch.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kStretchHeader = 4;         // method and flags, before the salt
constexpr std::size_t kStretchFlags = 2;          // place of the flags
constexpr std::uint16_t kStretchByPbkdf2 = 0x40;  // a flag

// What a file or terminal adds at the end of a line.
std::string_view without_line_break(std::string_view text) noexcept {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// The begin of a .BEK file is a small version number and the size of its header.
bool looks_like_startup_key(std::span<const std::byte> bytes) {
  const BytesView view(bytes);
  return view.size() >= 48 && view.le32_at(4) == 1 && view.le32_at(8) == 48 &&
         view.le32_at(0) <= view.size();
}

}  // namespace

std::optional<Secret> Unlocker::by_clear_key() {
  for (const auto& protector : protectors_) {
    if (!protector.is(Protection::clear_key)) continue;
    const auto key = find_datum(protector.properties, DatumType::key);
    if (!key) continue;
    if (auto master = open(protector, parse_key(key->data).bytes.bytes())) return master;
    notes_.push_back("the clear key on the volume does not fit");
  }
  return std::nullopt;
}

std::optional<Secret> Unlocker::by_keys(const std::vector<const Key*>& keys) {
  for (const auto* key : keys)
    if (auto master = by_key(*key)) return master;
  return std::nullopt;
}

std::optional<Secret> Unlocker::by_key(const Key& key) {
  switch (key.kind) {
    case KeyKind::passphrase:
      return by_text(key);
    case KeyKind::volume_key:
      return by_master_key(key.secret.bytes());
    case KeyKind::recovery_password:
      return by_recovery_password(key.secret.text());
    case KeyKind::startup_key:
      return by_startup_key(key.secret.bytes());
  }
  return std::nullopt;
}

std::optional<Secret> Unlocker::by_text(const Key& key) {
  if (looks_like_startup_key(key.secret.bytes())) return by_startup_key(key.secret.bytes());
  const auto whole = key.secret.text();
  const auto line = without_line_break(whole);
  if (parse_recovery_password(line).form != RecoveryPassword::Form::other)
    if (auto master = by_recovery_password(line)) return master;
  if (auto master = by_password(line)) return master;
  return line == whole ? std::nullopt : by_password(whole);
}

std::optional<Secret> Unlocker::by_password(std::string_view text) {
  const auto hash = password_hash(text);
  if (!hash) {
    notes_.push_back("a passphrase is no UTF-8");
    return std::nullopt;
  }
  return by_hash(Protection::password, hash->bytes());
}

std::optional<Secret> Unlocker::by_recovery_password(std::string_view text) {
  const auto password = parse_recovery_password(text);
  switch (password.form) {
    case RecoveryPassword::Form::other:
      notes_.push_back("a recovery password is not eight groups of six digits");
      return std::nullopt;
    case RecoveryPassword::Form::mistyped:
      notes_.push_back(
          fmt::format("group {} of a recovery password is mistyped", password.mistyped_group));
      return std::nullopt;
    case RecoveryPassword::Form::good:
      break;
  }
  return by_hash(Protection::recovery_password, password.hash.bytes());
}

std::optional<Secret> Unlocker::by_startup_key(std::span<const std::byte> file) {
  StartupKey startup;
  try {
    startup = parse_startup_key(BytesView(file));
  } catch (const Error& error) {
    notes_.push_back(error.message());
    return std::nullopt;
  }
  bool known = false;
  for (const auto& protector : protectors_) {
    if (!protector.is(Protection::startup_key) || protector.identifier != startup.identifier)
      continue;
    known = true;
    if (auto master = open(protector, startup.key.bytes())) return master;
  }
  notes_.push_back(fmt::format("the startup key {} {}", windows_text(startup.identifier),
                               known ? "does not open its protector" : "is of another volume"));
  return std::nullopt;
}

// The caller may hold the master key itself; that it is, the box of the sectors' key tells.
std::optional<Secret> Unlocker::by_master_key(std::span<const std::byte> bytes) {
  const auto box =
      find_datum(metadata_.datums(), DatumRole::volume_encryption_key, DatumType::encrypted_key);
  if (!box || !open_box(box->data, bytes)) return std::nullopt;
  return Secret(bytes);
}

std::optional<Secret> Unlocker::by_hash(Protection protection, std::span<const std::byte> hash) {
  for (const auto& protector : protectors_) {
    if (!protector.is(protection)) continue;
    const auto datum = find_datum(protector.properties, DatumType::stretch_key);
    if (!datum) continue;
    if ((datum->data.le16_at(kStretchFlags) & kStretchByPbkdf2) != 0) {
      notes_.push_back(protector.name() + " is stretched by PBKDF2, which is not supported");
      continue;
    }
    if (!may_try()) return std::nullopt;
    const auto salt = datum->data.get<std::array<std::byte, 16>>(kStretchHeader);
    const auto key = stretch(hash.first<32>(), salt);
    if (auto master = open(protector, key.bytes())) return master;
  }
  return std::nullopt;
}

bool Unlocker::may_try() {
  if (trials_ == kMostTrials) {
    notes_.push_back(fmt::format("only {} trials of passwords are made", kMostTrials));
    return false;
  }
  if (trials_left_ == 0) {
    notes_.push_back(fmt::format("only {} trials of passwords are made for all disks together",
                                 kMostTrialsOfSet));
    return false;
  }
  --trials_left_;
  ++trials_;
  return true;
}

std::optional<Secret> Unlocker::open(const Protector& protector, std::span<const std::byte> key) {
  for (const auto& property : protector.properties) {
    if (property.type != DatumType::encrypted_key) continue;
    if (auto master = open_box(property.data, key)) return std::move(master->bytes);
  }
  return std::nullopt;
}

SectorKey open_sector_key(const Metadata& metadata, std::span<const std::byte> master_key) {
  const auto box =
      find_datum(metadata.datums(), DatumRole::volume_encryption_key, DatumType::encrypted_key);
  if (!box) fail_at(metadata.offset, "the BitLocker metadata hold no key of the sectors");
  auto key = open_box(box->data, master_key);
  if (!key)
    fail_at(metadata.offset, "the BitLocker master key does not open the key of the sectors");
  const auto* method = find_encryption_method(key->method);
  if (method == nullptr) method = find_encryption_method(metadata.method);
  if (method == nullptr)
    fail(ErrorKind::unsupported, "the BitLocker encryption method {:#06x} is not supported",
         metadata.method);
  return {method, std::move(key->bytes)};
}

bool hash_fits(const Metadata& metadata, std::span<const std::byte> master_key) {
  const auto datums = parse_datums(BytesView(metadata.hash_data, metadata.offset));
  if (datums.empty()) return true;
  std::optional<StoredKey> stored;
  if (datums[0].type == DatumType::encrypted_key) stored = open_box(datums[0].data, master_key);
  if (datums[0].type == DatumType::key) stored = parse_key(datums[0].data);
  Sha256 sha;
  sha.add(metadata.block);
  const auto hash = sha.finish();
  return stored && std::ranges::equal(stored->bytes.bytes(), hash);
}

}  // namespace vixmount::volume::bitlocker
