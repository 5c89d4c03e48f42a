// What tests of every room need: the corpus of real images, temporary folders, programs as oracles.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/byte_source.hpp"

namespace vixmount::test {

// The folder of real disk images (env VIXMOUNT_CORPUS, else ../shared/corpus beside the
// repository), or nothing.
std::optional<std::filesystem::path> corpus();
#define VIXMOUNT_REQUIRE_CORPUS()  \
  if (!::vixmount::test::corpus()) \
  GTEST_SKIP() << "the corpus of real images is not here (set VIXMOUNT_CORPUS to its folder)"

// The image at `name` below corpus/images; NAME.xz is unpacked once into a cache of this build
// folder.
std::filesystem::path corpus_image(const std::string& name);

bool have_program(const std::string& name);
#define VIXMOUNT_REQUIRE_PROGRAM(name) \
  if (!::vixmount::test::have_program(name)) GTEST_SKIP() << "needs the program " << (name)
#define VIXMOUNT_REQUIRE_ROOT() \
  if (::geteuid() != 0) GTEST_SKIP() << "needs root (loop mounts as oracle)"

// Runs a shell command; its standard output. A test failure (exception) with the output when it
// exits non-zero.
std::string run(const std::string& command);

// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  // In memory, where there is room: for images that the kernel mounts and fills, whose unmount
  // would else wait for a disk. Elsewhere beside the other temporary folders.
  enum class Place { disk, memory };
  TemporaryFolder() : TemporaryFolder(Place::disk) {}
  explicit TemporaryFolder(Place place);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

void write_file(const std::filesystem::path& path, std::string_view content);
std::string read_file(const std::filesystem::path& path);
// SHA-256 in lower-case hex, by the sha256sum program.
std::string sha256_of_file(const std::filesystem::path& path);
// SHA-256 of a whole source, read in pieces of an odd size through read().
std::string sha256_of(const io::ByteSource& source);

io::SourcePtr memory_source(std::string_view bytes);

// The kind of the Error that `body` throws; a test failure when it throws none.
template <typename Body>
ErrorKind error_kind_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no Error was thrown";
  return ErrorKind::internal;
}

}  // namespace vixmount::test
