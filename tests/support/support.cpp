#include "support/support.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <sys/wait.h>

#include "base/sha256.hpp"
#include "io/sources.hpp"

namespace vixmount::test {
namespace fs = std::filesystem;

std::optional<fs::path> corpus() {
  const char* named = std::getenv("VIXMOUNT_CORPUS");
  const fs::path folder =
      named != nullptr ? fs::path(named) : fs::path(VIXMOUNT_SOURCE_DIR) / "../shared/corpus";
  if (!fs::is_directory(folder / "images")) return std::nullopt;
  return fs::canonical(folder);
}

fs::path corpus_image(const std::string& name) {
  const auto image = corpus().value() / "images" / name;
  if (fs::exists(image)) return image;
  const auto unpacked = fs::path(VIXMOUNT_BINARY_DIR) / "corpus" / name;
  if (fs::exists(unpacked)) return unpacked;
  fs::create_directories(unpacked.parent_path());
  // Unpacked under a name of this process and then renamed: tests run in parallel.
  const auto partial = unpacked.string() + "." + std::to_string(::getpid());
  run("xz -dc '" + image.string() + ".xz' > '" + partial + "'");
  fs::rename(partial, unpacked);
  return unpacked;
}

bool have_program(const std::string& name) {
  return std::system(
             ("PATH=$PATH:/usr/sbin:/sbin command -v '" + name + "' >/dev/null 2>&1").c_str()) == 0;
}

std::string run(const std::string& command) {
  const auto close = [](FILE* pipe) { ::pclose(pipe); };
  const std::string with_path = "export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C.UTF-8; " + command;
  std::unique_ptr<FILE, decltype(close)> pipe(::popen(with_path.c_str(), "re"), close);
  if (!pipe) throw std::runtime_error("cannot run: " + command);
  std::string output;
  std::array<char, 65536> buffer{};
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    output.append(buffer.data(), count);
  const int status = ::pclose(pipe.release());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("failed: " + command + "\n" + output);
  return output;
}

namespace {

// 2 GiB: the largest image there is in a test, several times.
bool has_room(const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  return !error && space.available >= (2ULL << 30) && ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

TemporaryFolder::TemporaryFolder(Place place) {
  const fs::path memory = "/dev/shm";
  const auto parent =
      place == Place::memory && has_room(memory) ? memory : fs::temp_directory_path();
  auto pattern = (parent / "vixmount-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

std::string sha256_of_file(const fs::path& path) {
  return run("sha256sum < '" + path.string() + "'").substr(0, 64);
}

std::string sha256_of(const io::ByteSource& source) {
  // In this process: sparse disks of many gigabytes would take three times as long through a pipe.
  Sha256 hash;
  std::vector<std::byte> buffer(1000003);  // odd on purpose: reads straddle every boundary
  for (std::uint64_t offset = 0; offset < source.size();) {
    const auto count = std::min<std::uint64_t>(buffer.size(), source.size() - offset);
    const auto piece = std::span(buffer).first(count);
    source.read(offset, piece);
    hash.add(piece);
    offset += count;
  }
  return to_hex(hash.finish());
}

io::SourcePtr memory_source(std::string_view bytes) {
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return std::make_shared<io::MemorySource>(std::vector<std::byte>(first, first + bytes.size()));
}

}  // namespace vixmount::test
