// Btrfs from its items: the fuzzer changes what stands in the leaves, the leaves themselves (order
// of keys, places of items, headers) are always good, and so are superblock and chunks. So
// mutations reach directories, inodes, extents, subvolumes and above all the replay of the log.
//
// Input, until it ends: a byte (the tree: top subvolume, its log, another subvolume, its log,
// checksums, tree of trees), a key (17 bytes), le16 length, the item.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/key.hpp"
#include "io/overlay_source.hpp"
#include "io/sources.hpp"
#include "walk_file_system.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::btrfs;

constexpr std::uint32_t kNodeBytes = 16384;
constexpr std::uint64_t kVolumeBytes = 256 << 20;  // extents of seeds lie in it, as zeros
constexpr std::uint64_t kFirstNode = 1 << 20;
constexpr std::uint64_t kGeneration = 10;
constexpr std::uint64_t kSubvolume = 256;

using Leaf = std::map<Key, std::vector<std::byte>>;
using Bytes = std::vector<std::byte>;

enum Tree : std::size_t {
  top,
  top_log,
  other,
  other_log,
  checksums,
  roots,  // the last one that the input names
  log_roots,
  chunks,
  kTrees
};

template <typename Value>
Bytes bytes_of(const Value& value) {
  Bytes out(sizeof value);
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}

layout::Key raw(const Key& key) {
  return {key.objectid, static_cast<std::uint8_t>(key.type), key.offset};
}

std::uint64_t address(std::size_t tree) { return kFirstNode + tree * kNodeBytes; }

// What does not fit is left out.
Bytes leaf_bytes(const Leaf& leaf, std::uint64_t logical, std::uint64_t generation) {
  Bytes out(kNodeBytes);
  layout::NodeHeader header{};
  header.bytenr = logical;
  header.generation = generation;
  std::size_t begin = sizeof header;
  std::size_t end = kNodeBytes;
  std::uint32_t count = 0;
  for (const auto& [key, data] : leaf) {
    if (end - begin < sizeof(layout::LeafItem) + data.size()) break;
    end -= data.size();
    std::copy(data.begin(), data.end(), out.begin() + static_cast<std::ptrdiff_t>(end));
    const layout::LeafItem item{raw(key), static_cast<std::uint32_t>(end - sizeof header),
                                static_cast<std::uint32_t>(data.size())};
    std::memcpy(out.data() + begin, &item, sizeof item);
    begin += sizeof item;
    ++count;
  }
  header.item_count = count;
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

Bytes one_chunk() {
  layout::Chunk chunk{};
  chunk.length = kVolumeBytes;
  chunk.stripe_length = 65536;
  chunk.type = 7;  // data, system and metadata, single
  chunk.sector_size = 4096;
  chunk.stripe_count = 1;
  layout::Stripe stripe{};
  stripe.device_id = 1;
  auto out = bytes_of(chunk);
  const auto more = bytes_of(stripe);
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

constexpr Key kChunkKey{kFirstChunkTree, ItemType::chunk_item, 0};

Bytes superblock(bool has_log) {
  layout::Superblock out{};
  out.bytenr = layout::kSuperblockOffsets[0];
  std::memcpy(out.magic, layout::kMagic.data(), sizeof out.magic);
  out.generation = kGeneration;
  out.root = address(roots);
  out.chunk_root = address(chunks);
  out.log_root = has_log ? address(log_roots) : 0;
  out.total_bytes = kVolumeBytes;
  out.root_dir_objectid = 6;
  out.device_count = 1;
  out.sector_size = 4096;
  out.node_size = kNodeBytes;
  out.stripe_size = 4096;
  out.chunk_root_generation = kGeneration;
  out.incompat = 0x40 | 0x200;  // extended references, no holes
  out.device.id = 1;
  out.device.total_bytes = kVolumeBytes;
  auto chunk = bytes_of(raw(kChunkKey));
  const auto rest = one_chunk();
  chunk.insert(chunk.end(), rest.begin(), rest.end());
  std::memcpy(out.system_chunks, chunk.data(), chunk.size());
  out.system_chunk_bytes = static_cast<std::uint32_t>(chunk.size());
  return bytes_of(out);
}

Bytes root_item(std::size_t tree, std::uint64_t generation) {
  layout::RootItem out{};
  out.generation = generation;
  out.root_directory = kFirstFree;
  out.block = address(tree);
  out.references = 1;
  return bytes_of(out);
}

std::array<Leaf, kTrees> parse(BytesView input) {
  std::array<Leaf, kTrees> out;
  constexpr std::size_t kHeader = 1 + sizeof(layout::Key) + sizeof(le16);
  for (std::size_t at = 0; at + kHeader <= input.size();) {
    const auto tree = input.u8(at) % (roots + 1);
    const auto key = Key::from(input.get<layout::Key>(at + 1));
    const auto length =
        std::min<std::size_t>(input.le16_at(at + kHeader - 2), input.size() - at - kHeader);
    const auto data = input.sub(at + kHeader, length).span();
    out[tree][key] = {data.begin(), data.end()};
    at += kHeader + length;
  }
  const auto add_root = [&](std::uint64_t id, std::size_t tree) {
    out[roots][{id, ItemType::root_item, 0}] = root_item(tree, kGeneration);
  };
  add_root(kTopSubvolume, top);
  add_root(kSubvolume, other);
  add_root(kChecksumTree, checksums);
  const auto add_log = [&](std::uint64_t subvolume, std::size_t tree) {
    if (!out[tree].empty())
      out[log_roots][{kLogTree, ItemType::root_item, subvolume}] = root_item(tree, kGeneration + 1);
  };
  add_log(kTopSubvolume, top_log);
  add_log(kSubvolume, other_log);
  out[chunks][kChunkKey] = one_chunk();
  return out;
}

bool is_of_log(std::size_t tree) {
  return tree == top_log || tree == other_log || tree == log_roots;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto trees = parse(BytesView(std::as_bytes(std::span(data, size))));
  const auto volume = std::make_shared<io::OverlaySource>(
      std::make_shared<io::ZeroSource>(kVolumeBytes), 4096, 4 << 20);
  volume->write(layout::kSuperblockOffsets[0], superblock(!trees[log_roots].empty()));
  for (std::size_t tree = 0; tree < kTrees; ++tree)
    volume->write(address(tree), leaf_bytes(trees[tree], address(tree),
                                            kGeneration + (is_of_log(tree) ? 1 : 0)));
  fuzz::tolerate([&] {
    Options options;
    options.verify_checksums = false;
    fuzz::walk(*open(volume, options, Log{}));
  });
  return 0;
}
