#include "worker/fixture.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <unistd.h>

namespace vixmount::worker::test_fixture {

SmallDisk::SmallDisk() {
  // A worker program of this test's own: the kill tests must tell their processes from those of
  // tests that run at the same time.
  const auto worker = scratch("vixmount-worker");
  std::filesystem::copy_file(std::filesystem::path(VIXMOUNT_BINARY_DIR) / "libexec/vixmount-worker",
                             worker);
  ::setenv("VIXMOUNT_WORKER", worker.c_str(), 1);
  const auto tree = folder_.path() / "tree";
  std::filesystem::create_directories(tree / "etc");
  std::filesystem::create_directories(tree / "usr/lib");
  std::filesystem::create_directories(tree / "bin");
  std::filesystem::create_directories(tree / "data/deep");
  test::write_file(
      tree / "etc/os-release",
      "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  test::write_file(tree / "etc/fstab", "LABEL=root / ext4 defaults 0 1\n");
  test::write_file(tree / "etc/hostname", "small\n");
  std::string large;
  for (int i = 0; large.size() < (6U << 20); ++i) large += "line " + std::to_string(i) + "\n";
  test::write_file(tree / "data/large.txt", large);
  for (int i = 0; i < 500; ++i)
    test::write_file(tree / "data/deep" / ("file-" + std::to_string(i)), std::to_string(i));
  std::filesystem::create_symlink("data/large.txt", tree / "link");
  const auto folder = folder_.path().string();
  test::run(
      "cd " + folder +
      " && mke2fs -q -t ext4 -L root -d tree root.ext4 24M >/dev/null 2>&1"
      " && truncate -s 32M disk.raw"
      " && printf 'label: dos\\nstart=2048, size=49152, type=83\\nstart=51200, type=82\\n' |"
      " sfdisk -q disk.raw && dd if=root.ext4 of=disk.raw bs=1M seek=1 conv=notrunc status=none"
      " && mkswap -q --offset 26214400 disk.raw 2>/dev/null;"
      " qemu-img convert -q -f raw -O vmdk disk.raw disk.vmdk");
}

const SmallDisk& SmallDisk::get() {
  static const SmallDisk disk;
  return disk;
}

std::string SmallDisk::content(const std::string& path) const {
  return test::read_file(folder_.path() / "tree" / path);
}

bool can_mount() {
  return test::have_program("mke2fs") && test::have_program("qemu-img") &&
         test::have_program("sfdisk") && ::access("/dev/fuse", R_OK | W_OK) == 0;
}

DiskSetOptions options_for(const std::string& disk) {
  DiskSetOptions options;
  options.disks.push_back({disk, {}, {}});
  options.mount_folder = SmallDisk::get().scratch("mounts");
  return options;
}

std::unique_ptr<DiskSet> open_small_disk() {
  return DiskSet::open(options_for(SmallDisk::get().vmdk()));
}

int mounts_below(const std::string& folder) {
  std::ifstream table("/proc/self/mountinfo");
  int count = 0;
  for (std::string line; std::getline(table, line);)
    if (line.find(" " + folder) != std::string::npos) ++count;
  return count;
}

bool eventually(const std::function<bool()>& condition, double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::vector<int> worker_processes() {
  const auto program = SmallDisk::get().scratch("vixmount-worker");
  std::vector<int> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    std::string command;
    std::getline(in, command, '\0');
    if (command == program) processes.push_back(std::stoi(name));
  }
  return processes;
}

}  // namespace vixmount::worker::test_fixture
