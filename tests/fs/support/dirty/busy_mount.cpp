#include "fs/support/dirty/busy_mount.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>

#include "support/support.hpp"

namespace vixmount::test {

BusyMount::BusyMount(const CloneFolder& folder, std::vector<std::string> images)
    : images_(std::move(images)), can_clone_(folder.can_clone() && images_.size() == 1) {
  for (const auto& image : images_) {
    auto device = run("losetup -n -O NAME -j '" + image + "'");
    device.erase(device.find_last_not_of('\n') + 1);
    devices_.push_back(std::filesystem::path(device).filename().string());
  }
  set_write_cache("write through");
}

// What is written to a loop device is in the image at once; a flush would only make us wait for the
// disk that the image lies on, which no copy looks at.
void BusyMount::set_write_cache(const char* kind) const {
  for (const auto& device : devices_)
    std::ofstream("/sys/block/" + device + "/queue/write_cache") << kind;
}

// How many writes the devices have finished; nothing while some are under way.
std::optional<std::uint64_t> BusyMount::writes() const {
  constexpr int kWrites = 4;
  constexpr int kUnderWay = 8;
  std::uint64_t sum = 0;
  for (const auto& device : devices_) {
    std::ifstream statistics("/sys/block/" + device + "/stat");
    std::uint64_t field = 0;
    for (int i = 0; i <= kUnderWay && statistics >> field; ++i) {
      if (i == kWrites) sum += field;
      if (i == kUnderWay && field != 0) return std::nullopt;
    }
    if (!statistics) throw std::runtime_error("no statistics of " + device);
  }
  return sum;
}

bool BusyMount::is_new_process() {
  const auto worker = ::fork();
  if (worker < 0) throw std::runtime_error("fork failed");
  if (worker != 0) {
    workers_.push_back(worker);
    return false;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nobody behind in the mount
  return true;
}

BusyMount::~BusyMount() {
  for (const auto worker : workers_) {
    ::kill(worker, SIGKILL);
    ::waitpid(worker, nullptr, 0);
  }
  set_write_cache("write back");
}

void BusyMount::copy_after(unsigned milliseconds, const std::vector<std::string>& copies) {
  ::usleep(milliseconds * 1000);
  if (++copies_ % 2 == 1 && can_clone_)
    clone(copies.at(0));
  else
    copy_at_rest(copies);
  for (const auto worker : workers_)
    if (::waitpid(worker, nullptr, WNOHANG) != 0)
      throw std::runtime_error("a changing process ended early");
}

void BusyMount::clone(const std::string& copy) const {
  const auto clone = "'" + images_.front() + ".clone'";
  run("cp --reflink=always '" + images_.front() + "' " + clone + " && cp " + clone + " '" + copy +
      "' && rm " + clone);
}

void BusyMount::copy_at_rest(const std::vector<std::string>& copies) {
  for (const auto worker : workers_) ::kill(worker, SIGSTOP);
  constexpr int kMostTries = 20;
  for (int tries = 0;; ++tries) {
    const auto before = writes();
    for (std::size_t i = 0; i < images_.size(); ++i)
      run("cp --reflink=auto '" + images_[i] + "' '" + copies.at(i) + "'");
    if (before && writes() == before) break;
    if (tries == kMostTries) throw std::runtime_error("the image does not come to rest");
    ::usleep(200'000);
  }
  for (const auto worker : workers_) ::kill(worker, SIGCONT);
}

}  // namespace vixmount::test
