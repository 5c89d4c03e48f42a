// Startup keys and recovery keys in files, {GUID}.BEK.
#pragma once

#include "base/bytes.hpp"
#include "base/guid.hpp"
#include "base/secret.hpp"

namespace vixmount::volume::bitlocker {

struct StartupKey {
  Guid identifier;  // of the protector that it opens
  Secret key;
};

// A .BEK file's whole content. Error{damaged} for anything else.
StartupKey parse_startup_key(BytesView file);

}  // namespace vixmount::volume::bitlocker
