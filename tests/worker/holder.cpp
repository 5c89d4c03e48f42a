// A program that uses the library: opens a disk, mounts its first volume, says where, and reads
// from it until it is killed. The kill tests' victim.
#include <cstdio>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "worker/client/disk_set.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    vixmount::worker::DiskSetOptions options;
    options.disks.push_back({argv[1], {}, {}});
    options.mount_folder = argv[2];
    const auto set = vixmount::worker::DiskSet::open(options);
    const auto place = set->mount(1, {});
    std::printf("%s\n", place.c_str());
    std::fflush(stdout);
    std::vector<char> buffer(1 << 20);
    for (;;) {
      const int file = ::open((place + "/data/large.txt").c_str(), O_RDONLY | O_CLOEXEC);
      if (file < 0) return 3;
      ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
      while (::read(file, buffer.data(), buffer.size()) > 0) {
      }
      ::close(file);
    }
  } catch (const vixmount::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
