// The end of a mount, from either side, at any moment.
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include "mounted.hpp"
#include "support/memory_file_system.hpp"

namespace vixmount::test {
namespace {

// A file whose reads wait until they are let go.
class Gate final : public io::ByteSource {
 public:
  std::uint64_t size() const noexcept override { return 4096; }
  void wait_for_reader() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  void open() const {
    const std::lock_guard lock(mutex_);
    opened_ = true;
    changed_.notify_all();
  }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t, std::span<std::byte> out) const override {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return opened_; });
    std::fill(out.begin(), out.end(), std::byte{'g'});
  }
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable bool waiting_ = false;
  mutable bool opened_ = false;
};

int read_errno(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return errno;
  char byte = 0;
  return errno_after([&] { return ::read(fd.get(), &byte, 1); });
}

bool means_gone(int code) { return code == ENOTCONN || code == ECONNABORTED || code == ENODEV; }

TEST(MountEnd, StopWhileAReadIsInProgress) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const auto gate = std::make_shared<Gate>();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/gate", gate);
  files->add_file("/other", "x");
  mount::ServeOptions options;
  options.threads = 1;
  Mounted mounted(files, options);

  auto first = std::async(std::launch::async, [&] { return read_errno(mounted.at("/gate")); });
  gate->wait_for_reader();
  // The only thread is busy: this one waits in the kernel's queue.
  auto queued = std::async(std::launch::async, [&] { return read_errno(mounted.at("/other")); });
  auto stopped = std::async(std::launch::async, [&] { mounted.server().stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(mounted.server().running());
  gate->open();
  stopped.get();
  EXPECT_EQ(first.get(), 0);
  EXPECT_TRUE(means_gone(queued.get()));
  EXPECT_TRUE(means_gone(read_errno(mounted.at("/other"))));
  EXPECT_TRUE(mount::is_mounted(mounted.root()));
  mount::unmount(mounted.root(), mount::Unmount::normal);
  EXPECT_FALSE(mount::is_mounted(mounted.root()));
}

TEST(MountEnd, StopsManyTimesAndAtOnce) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "x");
  for (int i = 0; i < 30; ++i) {
    Mounted mounted(files);
    if (i % 3 == 1) {
      EXPECT_EQ(read_errno(mounted.at("/file")), 0);
    }
    mounted.server().stop();
    mounted.server().stop();
    EXPECT_FALSE(mounted.server().running());
  }
}

TEST(MountEnd, AnOutsideUnmountIsNoticed) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "x");
  std::promise<void> ended;
  Mounted mounted(files, {}, [&] { ended.set_value(); });
  EXPECT_EQ(read_errno(mounted.at("/file")), 0);
  EXPECT_TRUE(mounted.server().running());
  mount::unmount(mounted.root(), mount::Unmount::normal);
  ended.get_future().get();
  EXPECT_FALSE(mounted.server().running());
  EXPECT_EQ(read_errno(mounted.at("/file")), ENOENT);
}

TEST(MountEnd, AnOpenFileKeepsTheMountBusyUnlessDetached) {
  VIXMOUNT_REQUIRE_MOUNTING();
  auto files = std::make_shared<MemoryFileSystem>();
  files->add_file("/file", "content");
  Mounted mounted(files);
  const UniqueFd fd(::open(mounted.at("/file").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(fd);
  EXPECT_EQ(error_kind_of([&] { mount::unmount(mounted.root(), mount::Unmount::normal); }),
            ErrorKind::busy);
  mount::unmount(mounted.root(), mount::Unmount::detached);
  EXPECT_FALSE(mount::is_mounted(mounted.root()));
  char byte = 0;
  EXPECT_EQ(::read(fd.get(), &byte, 1), 1);  // who has it open reads on
  EXPECT_EQ(byte, 'c');
}

// Nobody serves: the descriptor's end is the mount's end.
TEST(MountEnd, ClosingTheDescriptorEndsTheWaiting) {
  VIXMOUNT_REQUIRE_MOUNTING();
  const TemporaryFolder folder;
  mount::HostMountOptions options;
  options.path = folder.path().string();
  auto fd = mount::mount_fuse(options);
  auto waiting = std::async(std::launch::async, [&] { return read_errno(folder.file("any")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  fd.reset();
  EXPECT_TRUE(means_gone(waiting.get()));
  EXPECT_TRUE(mount::is_mounted(folder.path().string()));
  mount::unmount(folder.path().string(), mount::Unmount::detached);
}

}  // namespace
}  // namespace vixmount::test
