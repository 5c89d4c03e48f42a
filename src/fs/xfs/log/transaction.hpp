// Transactions: what the operations of the records put together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"

namespace vixmount::fs::xfs::log {

// Bound of what is kept of transactions that are not committed yet: Linux writes a quarter of the
// log at most as one transaction, of logs that are rarely larger than some 100 MiB.
inline constexpr std::size_t kMostPendingBytes = std::size_t{256} << 20;

struct Item {
  std::vector<std::vector<std::byte>> regions;
  std::size_t expected = 0;  // regions

  std::uint16_t type() const;  // Error{damaged} for an item without regions
  BytesView region(std::size_t index) const;  // Error{damaged} when there is none
};

struct Transaction {
  std::uint64_t sequence = 0;  // of the record in which it starts
  std::size_t header_bytes = 0;
  std::vector<Item> items;
  std::size_t bytes = 0;
};

using CommitVisitor = std::function<void(const Transaction&)>;

// Fed with the data of one record after the other, calls the visitor for each transaction that is
// complete, in the order of their commits.
class Assembler {
 public:
  explicit Assembler(CommitVisitor visit) : visit_(std::move(visit)) {}

  // `data`: origin is its offset on the volume; `sequence`: of the record. Error{damaged},
  // Error{limit_exceeded}.
  void add_record(BytesView data, std::uint32_t operation_count, std::uint64_t sequence);

 private:
  void add_operation(std::uint32_t id, std::uint8_t flags, BytesView bytes, std::uint64_t sequence);
  void add_region(Transaction& transaction, BytesView bytes);
  void continue_region(Transaction& transaction, BytesView bytes);
  void account_for(Transaction& transaction, std::size_t bytes);

  CommitVisitor visit_;
  std::unordered_map<std::uint32_t, Transaction> open_;
  std::size_t pending_ = 0;
};

}  // namespace vixmount::fs::xfs::log
