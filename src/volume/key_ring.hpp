// The keys that a caller gave for encrypted volumes, and which of them are meant for which volume.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace vixmount::volume {

struct Container;
struct Volume;

enum class KeyKind : std::uint8_t {
  // What was typed, or a file's whole content. A scheme that takes text tries it without a line
  // break at its end as well.
  passphrase = 0,
  volume_key = 1,         // the key of the sectors itself, raw bytes
  recovery_password = 2,  // BitLocker: eight groups of six digits
  startup_key = 3,        // BitLocker: the content of a .BEK file
};

struct Key {
  // The volume it is for: "all", a UUID (of the LUKS header, the BitLocker volume, the partition)
  // or a device name ("/dev/sda2", "/dev/vg/lv"; disks are counted in the order of the set).
  std::string selector;
  KeyKind kind = KeyKind::passphrase;
  Secret secret;
};

// True when `selector` (see Key) means the volume. `uuid`: of what is on it, may be empty.
bool selects(std::string_view selector, const Volume& volume, std::string_view uuid);

class KeyRing {
 public:
  KeyRing() = default;
  explicit KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {}

  // The keys that may open `container`, whose encryption has the identity `uuid` (may be empty).
  // Pointers stay valid as long as the ring.
  std::vector<const Key*> keys_for(const Container& container, std::string_view uuid) const;

 private:
  std::vector<Key> keys_;
};

}  // namespace vixmount::volume
