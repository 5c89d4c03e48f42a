#include "worker/protocol/channel.hpp"

#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/support.hpp"

namespace vixmount::worker {
namespace {

struct Pair {
  Pair() : Pair(Channel::make_pair()) {}
  Channel left, right;

 private:
  explicit Pair(std::pair<UniqueFd, UniqueFd> ends)
      : left(std::move(ends.first)), right(std::move(ends.second)) {}
};

TEST(Channel, CarriesSmallAndLargeMessagesInOrder) {
  const Pair pair;
  std::string large(5 * Channel::kPacketBytes + 17, 'x');
  large[Channel::kPacketBytes] = 'y';
  std::thread sender([&] {
    pair.left.send(1, "");
    pair.left.send(2, large);
    pair.left.send(3, std::string(Channel::kPacketBytes, 'z'));
  });
  EXPECT_EQ(pair.right.receive().type, 1U);
  const auto packet = pair.right.receive();
  EXPECT_EQ(packet.type, 2U);
  EXPECT_EQ(packet.body, large);
  EXPECT_EQ(pair.right.receive().body.size(), Channel::kPacketBytes);
  sender.join();
}

TEST(Channel, CarriesDescriptors) {
  const Pair pair;
  const test::TemporaryFolder folder;
  test::write_file(folder.file("f"), "content");
  FILE* file = std::fopen(folder.file("f").c_str(), "re");
  ASSERT_NE(file, nullptr);
  pair.left.send(9, "with a file", {::fileno(file), ::fileno(file)});
  std::fclose(file);
  const auto packet = pair.right.receive();
  ASSERT_EQ(packet.fds.size(), 2U);
  std::string read(7, ' ');
  EXPECT_EQ(::pread(packet.fds[1].get(), read.data(), read.size(), 0), 7);
  EXPECT_EQ(read, "content");
}

TEST(Channel, TheEndOfTheOtherSideIsAnError) {
  Pair pair;
  pair.left.close();
  EXPECT_EQ(test::error_kind_of([&] { pair.right.receive(); }), ErrorKind::worker_lost);
  EXPECT_EQ(test::error_kind_of([&] { pair.right.send(1, "x"); }), ErrorKind::worker_lost);
}

TEST(Channel, MalformedPacketsAreRefused) {
  const auto refuses = [](const std::string& raw) {
    const Pair pair;
    EXPECT_EQ(::send(pair.left.fd(), raw.data(), raw.size(), 0), static_cast<ssize_t>(raw.size()));
    return test::error_kind_of([&] { pair.right.receive(); }) == ErrorKind::worker_lost;
  };
  EXPECT_TRUE(refuses("abc")) << "shorter than a header";
  EXPECT_TRUE(
      refuses(std::string("\1\0\0\0\xFF\xFF\xFF\x7F"
                          "body",
                          12)))
      << "2 GiB are announced";
  EXPECT_TRUE(refuses(std::string("\1\0\0\0\4\0\0\0", 8))) << "a part without a byte of progress";
}

}  // namespace
}  // namespace vixmount::worker
