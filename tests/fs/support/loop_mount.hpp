// An image mounted by the kernel, for as long as this object lives. Needs root.
#pragma once

#include <filesystem>
#include <string>

#include "support/support.hpp"

namespace vixmount::test {

class LoopMount {
 public:
  // `options` as for mount -o ("loop" is added). Throws with mount's message.
  LoopMount(const std::filesystem::path& image, const std::string& options);
  ~LoopMount();
  LoopMount(const LoopMount&) = delete;
  LoopMount& operator=(const LoopMount&) = delete;
  const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

// True when the kernel mounts this image so; tests of features it lacks skip.
bool kernel_can_mount(const std::filesystem::path& image, const std::string& options);

}  // namespace vixmount::test
