// What an Error says.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace vixmount::test {

// The message of the Error that `body` throws, else "no Error". An internal error is a failure.
template <typename Body>
std::string message_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_NE(error.kind(), ErrorKind::internal);
    return error.message();
  }
  return "no Error";
}

}  // namespace vixmount::test
