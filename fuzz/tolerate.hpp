// For targets of parsers that throw: damage is what is expected there, our own bugs are not.
#pragma once

#include "base/error.hpp"

namespace vixmount::fuzz {

template <typename Body>
void tolerate(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) __builtin_trap();
  }
}

}  // namespace vixmount::fuzz
