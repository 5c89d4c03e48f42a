#include "codec/damaged.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace vixmount::test {

void expect_damaged(void (*decode)(BytesView, std::span<std::byte>), const Bytes& compressed,
                    std::size_t size, std::string_view what) {
  Bytes out(size);
  try {
    decode(BytesView(compressed, 1000), out);
    ADD_FAILURE() << "no Error was thrown: " << what;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_NE(error.message().find(what), std::string::npos) << error.message();
    ASSERT_TRUE(error.offset());
    EXPECT_GE(*error.offset(), 1000U);
    EXPECT_LE(*error.offset(), 1000 + compressed.size());
  }
}

}  // namespace vixmount::test
