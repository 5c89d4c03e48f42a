#include "fs/xfs/log/transaction.hpp"

#include "base/error.hpp"
#include "fs/xfs/log/layout.hpp"

namespace vixmount::fs::xfs::log {
namespace {

// Of an item: a format, a bitmap for 64 KiB in pieces of 128 bytes, alternating.
constexpr std::size_t kMostRegions = 1024;

std::vector<std::byte> copy_of(BytesView bytes) { return {bytes.span().begin(), bytes.span().end()}; }

}  // namespace

std::uint16_t Item::type() const { return region(0).get<layout::ItemHeader>(0).type; }

BytesView Item::region(std::size_t index) const {
  if (index >= regions.size())
    fail(ErrorKind::damaged, "log item of {} parts without part {}", regions.size(), index);
  return BytesView(regions[index]);
}

void Assembler::add_record(BytesView data, std::uint32_t operation_count, std::uint64_t sequence) {
  std::size_t position = 0;
  for (std::uint32_t i = 0; i < operation_count; ++i) {
    const auto header = data.get<layout::OperationHeader>(position);
    position += sizeof header;
    add_operation(header.transaction, header.flags, data.sub(position, header.length), sequence);
    position += header.length;
  }
}

void Assembler::add_operation(std::uint32_t id, std::uint8_t flags, BytesView bytes,
                              std::uint64_t sequence) {
  const auto found = open_.find(id);
  if (found == open_.end()) {
    // Of a transaction that started before the tail: all of it is on the disk already.
    if ((flags & layout::kStart) != 0) open_[id].sequence = sequence;
    return;
  }
  auto& transaction = found->second;
  flags &= static_cast<std::uint8_t>(~layout::kEnd);
  if ((flags & layout::kWasContinued) != 0)
    flags &= static_cast<std::uint8_t>(~layout::kContinues);
  switch (flags) {
    case 0:
    case layout::kContinues:
      return add_region(transaction, bytes);
    case layout::kWasContinued:
      return continue_region(transaction, bytes);
    case layout::kCommit:
      visit_(transaction);
      pending_ -= transaction.bytes;
      open_.erase(found);
      return;
    case layout::kUnmount:
      pending_ -= transaction.bytes;
      open_.erase(found);
      return;
    default:
      fail_at(bytes.origin(), "log operation with the flags {:#x}", flags);
  }
}

void Assembler::add_region(Transaction& transaction, BytesView bytes) {
  if (bytes.empty()) return;
  auto& items = transaction.items;
  if (transaction.header_bytes == 0) {  // the first one is the transaction's header
    if (bytes.size() > layout::kTransactionHeaderBytes ||
        (bytes.size() >= sizeof(le32) && bytes.le32_at(0) != layout::kTransactionMagic))
      fail_at(bytes.origin(), "log transaction without its header");
    transaction.header_bytes = bytes.size();
    return;
  }
  account_for(transaction, bytes.size());
  if (items.empty() || items.back().regions.size() == items.back().expected) {
    const auto header = bytes.get<layout::ItemHeader>(0);
    if (header.regions == 0 || header.regions > kMostRegions)
      fail_at(bytes.origin(), "log item of {} parts", header.regions.value());
    items.emplace_back().expected = header.regions;
  }
  items.back().regions.push_back(copy_of(bytes));
}

void Assembler::continue_region(Transaction& transaction, BytesView bytes) {
  if (transaction.items.empty()) {
    transaction.header_bytes += bytes.size();
    if (transaction.header_bytes > layout::kTransactionHeaderBytes)
      fail_at(bytes.origin(), "log transaction with a header of {} bytes",
              transaction.header_bytes);
    return;
  }
  account_for(transaction, bytes.size());
  auto& regions = transaction.items.back().regions;
  regions.back().insert(regions.back().end(), bytes.span().begin(), bytes.span().end());
}

void Assembler::account_for(Transaction& transaction, std::size_t bytes) {
  transaction.bytes += bytes;
  pending_ += bytes;
  if (pending_ > kMostPendingBytes)
    fail(ErrorKind::limit_exceeded, "log transactions of more than {} bytes", kMostPendingBytes);
}

}  // namespace vixmount::fs::xfs::log
