// What NTFS knew at its last checkpoint and after it: which attributes have a number in the log,
// which of their clusters may not be on disk as the log describes them, and which transactions had
// not ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>

#include "base/bytes.hpp"
#include "fs/ntfs/log/action.hpp"
#include "fs/ntfs/log/log_file.hpp"

namespace vixmount::fs::ntfs::log {

struct OpenAttribute {
  std::uint32_t type = 0;              // of the attribute
  std::uint32_t index_block_size = 0;  // bytes; of index allocations
};

class OpenAttributes {
 public:
  // `data`: of an OpenAttributeTableDump. `old_form`: checkpoints of version 0. Error{damaged}.
  void read_table(const BytesView& data, bool old_form);
  // An OpenNonresidentAttribute record.
  void open(const Action& action, bool old_form);
  // Error{damaged} when no attribute has this number.
  const OpenAttribute& at(std::uint16_t key) const;

 private:
  std::map<std::uint32_t, OpenAttribute> entries_;  // 16-bit keys: at most 64 Ki
};

// By cluster: an attribute's pages may have fewer or more bytes than a cluster.
class DirtyClusters {
 public:
  // Bound: 1 GiB of metadata in clusters of 4 KiB, 16 MiB of memory. Windows keeps far fewer
  // dirty.
  static constexpr std::size_t kMost = std::size_t{256} << 10;

  // Bound for remove(), in clusters compared: a few seconds.
  static constexpr std::uint64_t kMostWork = 1ULL << 30;

  struct Cluster {
    std::uint64_t lcn = 0;  // 0: unknown, or freed since
    Lsn oldest_lsn = 0;     // earlier changes are on disk
  };

  explicit DirtyClusters(std::uint32_t cluster_size) : cluster_size_(cluster_size) {}

  // `data`: of a DirtyPageTableDump. Error{damaged}, Error{limit_exceeded}.
  void read_table(const BytesView& data, bool old_form);
  // `attribute` is the number of another attribute from now on: the old one had nothing dirty left.
  void forget(std::uint16_t attribute);
  // A change at `lsn` was logged: its page is dirty, and lies where the record says.
  void touch(const Action& action, Lsn lsn);
  // A DeleteDirtyClusters record: clusters were freed, what was logged for them is void.
  void remove(const Action& action);
  // A HotFix record: a bad cluster was replaced.
  void move(const Action& action);

  // nullptr: not dirty.
  const Cluster* find(std::uint16_t attribute, std::uint64_t vcn) const noexcept;
  bool empty() const noexcept { return clusters_.empty(); }
  Lsn oldest_lsn() const noexcept;  // of all; the largest number when there are none

 private:
  struct Key {
    std::uint64_t vcn = 0;
    std::uint16_t attribute = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<std::uint64_t>()(key.vcn * 0x9E3779B97F4A7C15 + key.attribute);
    }
  };
  void add(const Key& key, std::uint64_t lcn, Lsn oldest_lsn);

  std::uint32_t cluster_size_;  // bytes
  std::uint64_t work_ = 0;
  std::unordered_map<Key, Cluster, Hash> clusters_;
};

struct Transaction {
  Lsn first_lsn = 0;
  Lsn undo_next = 0;  // 0: nothing to take back
  bool committed = false;
};

class Transactions {
 public:
  // Bound: Windows has a few per processor.
  static constexpr std::size_t kMost = std::size_t{64} << 10;

  void read_table(const BytesView& data);
  // `record` belongs to a transaction; `action` is what it says.
  void note(const LogRecord& record, const Action& action);

  const std::map<std::uint32_t, Transaction>& all() const noexcept { return entries_; }
  std::size_t ended() const noexcept { return ended_; }  // while note() was called

 private:
  std::map<std::uint32_t, Transaction> entries_;
  std::size_t ended_ = 0;
};

}  // namespace vixmount::fs::ntfs::log
