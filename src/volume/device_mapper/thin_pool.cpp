#include "volume/device_mapper/thin_pool.hpp"

#include <algorithm>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "volume/device_mapper/persistent_data/superblock.hpp"

namespace vixmount::volume::device_mapper {
namespace {

using thin_layout::DeviceDetails;
using thin_layout::Superblock;

// The bounds of a pool's block are the kernel's.
constexpr SuperblockRules kRules = {BlockKind::thin_superblock, thin_layout::kMagic, 64ULL << 10,
                                    1ULL << 30};
// A list of 24 MiB; the kernel has 2^24 ids, and LVM slows down long before a million volumes.
constexpr std::size_t kMostDevices = 1UL << 20;

// Adds to `remarks` what people should know.
void remark(const Superblock& superblock, const ThinPoolOptions& options,
            std::vector<std::string>& remarks) {
  const auto block_size = block_size_of(superblock);
  if ((superblock.flags & thin_layout::kNeedsCheck) != 0)
    remarks.push_back("the thin pool's metadata asks for a check; it is read as it is");
  if (options.transaction_id && *options.transaction_id != superblock.transaction_id)
    remarks.push_back(fmt::format("the thin pool is at transaction {}, {} was expected",
                                  superblock.transaction_id.value(), *options.transaction_id));
  if (options.block_size != 0 && options.block_size != block_size)
    remarks.push_back(fmt::format("the thin pool has blocks of {} bytes, {} were expected",
                                  block_size, options.block_size));
}

}  // namespace

ThinPool::ThinPool(MetadataBlocks blocks, const Superblock& superblock, io::SourcePtr data)
    : nodes_(std::make_shared<const NodeCache>(std::move(blocks))),
      data_(std::move(data)),
      block_size_(block_size_of(superblock)),
      mapping_root_(superblock.mapping_root),
      details_root_(superblock.device_details_root) {}

BTree ThinPool::details() const { return BTree(nodes_, details_root_, sizeof(DeviceDetails)); }

BTree ThinPool::mapping_of(std::uint32_t device_id) const {
  NodePtr holder;
  if (!details().lookup(device_id, holder))
    fail(ErrorKind::not_found, "the pool has no device {}", device_id);
  const auto root = BTree(nodes_, mapping_root_, sizeof(le64)).lookup(device_id, holder);
  if (!root) fail_at(holder->offset(), "device {} is listed, but has no map", device_id);
  return BTree(nodes_, root->le64_at(0), sizeof(le64));
}

io::Extent ThinPool::map_data(std::uint64_t block, std::uint64_t skip, std::uint64_t length,
                              std::uint64_t offset) const {
  const auto available = data_ ? data_->size() : 0;
  if (block >= divide_rounding_up(available, block_size_) ||
      block * block_size_ + skip >= available)
    fail_at(offset, "block {} of the pool's data is asked for, the data has {} blocks", block,
            available / block_size_);
  const auto begin = block * block_size_ + skip;
  return data_->map(begin, std::min(length, available - begin));
}

ThinPoolPtr open_thin_pool(io::SourcePtr metadata, io::SourcePtr data,
                           const ThinPoolOptions& options, std::vector<std::string>& remarks) {
  return with_context("thin pool", [&] {
    MetadataBlocks blocks(std::move(metadata));
    const auto superblock = read_superblock<Superblock>(blocks, kRules);
    if (!superblock) fail_at(0, "the metadata was never written");
    remark(*superblock, options, remarks);
    return std::make_shared<const ThinPool>(std::move(blocks), *superblock, std::move(data));
  });
}

std::vector<ThinDevice> list_thin_devices(const ThinPool& pool) {
  return with_context("thin pool", [&] {
    std::vector<ThinDevice> devices;
    pool.details().for_each([&](std::uint64_t id, BytesView value) {
      if (devices.size() == kMostDevices)
        fail(ErrorKind::limit_exceeded, "more than {} devices", kMostDevices);
      if (id >> 32 != 0) fail_at(value.origin(), "device {}: ids have 32 bits", id);
      const auto details = value.get<DeviceDetails>(0);
      devices.push_back({static_cast<std::uint32_t>(id),
                         checked_multiply(details.mapped_blocks.value(), pool.block_size(),
                                          "mapped bytes of a thin device"),
                         details.transaction_id});
      return true;
    });
    return devices;
  });
}

}  // namespace vixmount::volume::device_mapper
