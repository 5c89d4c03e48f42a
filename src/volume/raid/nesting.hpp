// How deep arrays with parity that lack members lie over each other.
//
// Data of a lost member is read from all others. Where those do the same, one read becomes as many
// as there are members for each level. Nobody stacks parity on parity more than twice (LVM's RAID
// over MD's); a hostile disk set can. Copies that fail are counted instead (copies.hpp).
#pragma once

#include "base/error.hpp"

namespace vixmount::volume::raid {

class Nesting {
 public:
  static constexpr unsigned kMostLevels = 2;

  // One level deeper than `outer` until this goes. `outer` is taken along by who reads on other
  // threads. Throws Error{limit_exceeded}.
  explicit Nesting(unsigned outer = depth_) : before_(depth_) {
    if (outer == kMostLevels)
      fail(ErrorKind::limit_exceeded, "more than {} arrays that lack members lie over each other",
           kMostLevels);
    depth_ = outer + 1;
  }
  ~Nesting() { depth_ = before_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  static unsigned depth() noexcept { return depth_; }

 private:
  static inline thread_local unsigned depth_ = 0;
  unsigned before_;
};

}  // namespace vixmount::volume::raid
