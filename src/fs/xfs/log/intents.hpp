// Intents: promises of one transaction that a later one keeps. After a crash some are left to be
// kept by whoever recovers. Those that give back space or count references change no file and are
// passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "fs/xfs/log/transaction.hpp"
#include "fs/xfs/pending_maps.hpp"

namespace vixmount::fs::xfs::log {

class Intents {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 12;  // open at the same time

  // Takes items of all types. Error{damaged}, Error{limit_exceeded}.
  void add(const Item& item);

  // Changes of files' extents that are left, in the order of the log.
  PendingMaps pending_maps() const;
  // About what is left and not supported; empty: nothing is.
  std::string remark() const;

 private:
  struct Open {
    std::uint64_t id = 0;
    PendingMaps maps;
    const char* unsupported = nullptr;  // why
  };
  void open(const Item& item, bool has_maps, const char* unsupported);
  void close(const Item& item);

  std::map<std::uint64_t, Open> open_;                  // by their order in the log
  std::map<std::uint64_t, std::uint64_t> order_of_id_;
  std::uint64_t count_ = 0;
};

}  // namespace vixmount::fs::xfs::log
