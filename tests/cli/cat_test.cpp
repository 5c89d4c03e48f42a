#include <array>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "fake_session.hpp"

namespace vixmount::test {
namespace {

using Piece = FakeDisks::Piece;

// Content of every kind, with sizes that fit no block.
std::vector<Piece> mixed_pieces() {
  return {{io::ExtentKind::data, std::string(100001, 'a'), 0},
          {io::ExtentKind::hole, "", 200003},
          {io::ExtentKind::opaque, std::string(1500007, 'o'), 0},
          {io::ExtentKind::zero, "", 5},
          {io::ExtentKind::data, "end", 0}};
}

std::string mixed_content() {
  return std::string(100001, 'a') + std::string(200003, '\0') + std::string(1500007, 'o') +
         std::string(5, '\0') + "end";
}

TEST(Cat, ToAFile) {
  FakeDisks disks;
  disks.add_file("mixed", mixed_pieces());
  const auto result = run_command(disks, {"cat", "-a", "x", "/mixed"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out == mixed_content());
}

TEST(Cat, SeveralFilesOneBehindTheOther) {
  FakeDisks disks;
  disks.add_file("one", "1\n");
  disks.add_link("two", "/three");
  disks.add_file("three", "3\n");
  EXPECT_EQ(run_command(disks, {"cat", "-a", "x", "/one", "/two"}).out, "1\n3\n");
}

TEST(Cat, AMissingFileDoesNotKeepTheOthersBack) {
  FakeDisks disks;
  disks.add_file("one", "1\n");
  disks.add_file("three", "3\n");
  const auto result = run_command(disks, {"cat", "-a", "x", "/one", "/two", "/three"});
  EXPECT_EQ(result.out, "1\n3\n");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err.find("vixmount: /two"), 0u) << result.err;
  EXPECT_EQ(result.err.find("/two"), result.err.rfind("/two")) << "named once: " << result.err;
  EXPECT_EQ(run_command(disks, {"cat", "-a", "x", "/two"}).exit_code, 3);
}

// Runs `cat PATH` with a pipe as standard output; `use` gets the reading end.
template <typename Use>
int cat_into_pipe(FakeDisks& disks, const std::string& path, Use use) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  cli::Environment environment;
  environment.standard_output = writing.get();
  environment.open_session = disks.factory();
  std::thread reader([&] { use(reading); });
  const int code = cli::run({"cat", "-a", "x", path}, environment);
  writing.reset();
  reader.join();
  return code;
}

TEST(Cat, ToAPipe) {
  FakeDisks disks;
  disks.add_file("mixed", mixed_pieces());
  std::string read_back;
  const int code = cat_into_pipe(disks, "/mixed", [&](UniqueFd& pipe) {
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; (count = ::read(pipe.get(), buffer.data(), buffer.size())) > 0;)
      read_back.append(buffer.data(), static_cast<std::size_t>(count));
  });
  EXPECT_EQ(code, 0);
  EXPECT_TRUE(read_back == mixed_content());
}

TEST(Cat, AReaderThatLeavesIsNoFault) {
  std::signal(SIGPIPE, SIG_IGN);  // as main() does
  FakeDisks disks;
  disks.add_file("mixed", mixed_pieces());
  const int code = cat_into_pipe(disks, "/mixed", [](UniqueFd& pipe) {
    char byte = 0;
    EXPECT_EQ(::read(pipe.get(), &byte, 1), 1);
    pipe.reset();
  });
  EXPECT_EQ(code, 141);
}

TEST(Cat, AFileThatBreaksOffSaysWhere) {
  FakeDisks disks;
  disks.add_file("bad", "abc").is_unreadable = true;
  const auto result = run_command(disks, {"cat", "-a", "x", "/bad"});
  EXPECT_EQ(result.exit_code, 6);
  EXPECT_EQ(result.out, "abc");
  EXPECT_NE(result.err.find("/bad: the block lies outside of the volume (at byte 4711)"),
            std::string::npos);
}

TEST(Cat, FoldersHaveNoContent) {
  FakeDisks disks;
  disks.add_folder("etc");
  EXPECT_EQ(run_command(disks, {"cat", "-a", "x", "/etc"}).exit_code, 15);
}

}  // namespace
}  // namespace vixmount::test
