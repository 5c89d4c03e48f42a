#include "fs/hfsplus/compressed_file.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/hfsplus/attribute.hpp"
#include "fs/hfsplus/compressed_chunk.hpp"
#include "io/chunk_reader.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::uint32_t kMagic = 0x636D7066;
constexpr std::size_t kHeaderBytes = 16;
constexpr std::uint64_t kChunkBytes = 64 << 10;
// No compression makes a chunk much larger: some bytes at its head, at most.
constexpr std::uint64_t kMostStoredBytes = kChunkBytes + 4096;
// Content in the attribute is one piece. Apple's tools put no more than 3802 bytes there, which
// deflate cannot make more of than four million.
constexpr std::uint64_t kMostInAttribute = 16 << 20;
constexpr std::uint64_t kMostAttributeBytes = 1 << 20;

enum class Where { attribute, resource };
// How the resource fork says where its chunks are: a resource with offsets and sizes, or a plain
// list of offsets.
enum class Index { resource, offsets };

struct Type {
  std::uint32_t number;
  Where where;
  Codec codec;
  Index index = Index::offsets;
};
constexpr Type kTypes[] = {
    {1, Where::attribute, Codec::none},
    {3, Where::attribute, Codec::zlib},
    {4, Where::resource, Codec::zlib, Index::resource},
    {7, Where::attribute, Codec::lzvn},
    {8, Where::resource, Codec::lzvn},
    {9, Where::attribute, Codec::none},
    {10, Where::resource, Codec::none},
    {11, Where::attribute, Codec::lzfse},
    {12, Where::resource, Codec::lzfse},
};

const Type& type_of(const Compression& compression) {
  const auto found = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const Type& type) {
    return type.number == compression.type;
  });
  if (found != std::end(kTypes)) return *found;
  fail(ErrorKind::unsupported,
       "the file is compressed in a way (decmpfs type {}{}) that is not supported",
       compression.type,
       compression.type == 5 ? ", of which macOS itself keeps the content elsewhere" : "");
}

std::vector<std::byte> read_chunk(const io::ByteSource& source, std::uint64_t offset,
                                  std::uint64_t length, std::uint64_t position) {
  if (length == 0 || length > kMostStoredBytes || !fits(offset, length, source.size()))
    fail_at(position, "a compressed chunk of {} bytes at {} of a resource fork of {}", length,
            offset, source.size());
  return io::read_bytes(source, offset, static_cast<std::size_t>(length));
}

// Content in chunks of 64 KiB in the resource fork.
class CompressedSource final : public io::ByteSource {
 public:
  CompressedSource(const Compression& compression, const Type& type, io::SourcePtr resource)
      : resource_(std::move(resource)),
        type_(type),
        size_(compression.size),
        position_(compression.position),
        decoded_(compression.size, kChunkBytes,
                 [this](std::uint64_t first, std::span<const std::span<std::byte>> outs) {
                   for (const auto out : outs) decode(first++, out);
                 }) {
    if (type_.index == Index::resource) read_resource_header();
  }
  std::uint64_t size() const noexcept override { return size_; }

 private:
  struct Chunk {
    std::uint64_t offset;
    std::uint64_t length;
  };

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override {
    decoded_.read(position, out);
  }
  void read_resource_header();
  BytesView read_index(std::uint64_t offset, std::span<std::byte> out) const;
  Chunk find_chunk(std::uint64_t index) const;
  void decode(std::uint64_t index, std::span<std::byte> out) const;

  io::SourcePtr resource_;
  Type type_;
  std::uint64_t size_;
  std::uint64_t position_;
  std::uint64_t chunks_at_ = 0;  // Index::resource: where offsets count from
  io::ChunkReader decoded_;
};

BytesView CompressedSource::read_index(std::uint64_t offset, std::span<std::byte> out) const {
  if (!fits(offset, out.size(), resource_->size()))
    fail_at(position_, "the index of compressed chunks is behind the end of its resource fork");
  resource_->read(offset, out);
  return BytesView(out);
}

void CompressedSource::read_resource_header() {
  std::array<std::byte, 4> bytes;
  const std::uint64_t data = read_index(0, bytes).be32_at(0);
  chunks_at_ = data + 4;
  const auto count = read_index(chunks_at_, bytes).le32_at(0);
  const auto wanted = divide_rounding_up(size_, kChunkBytes);
  if (count != wanted)
    fail_at(position_, "{} compressed chunks for {} bytes", count, size_);
}

CompressedSource::Chunk CompressedSource::find_chunk(std::uint64_t index) const {
  std::array<std::byte, 8> bytes;
  if (type_.index == Index::resource) {
    const auto entry = read_index(chunks_at_ + 4 + index * 8, bytes);
    return {chunks_at_ + entry.le32_at(0), entry.le32_at(4)};
  }
  const auto entry = read_index(index * 4, bytes);
  const auto begin = entry.le32_at(0), end = entry.le32_at(4);
  if (end < begin) fail_at(position_, "compressed chunk {} ends before it begins", index);
  return {begin, end - begin};
}

void CompressedSource::decode(std::uint64_t index, std::span<std::byte> out) const {
  const auto chunk = find_chunk(index);
  const auto stored = read_chunk(*resource_, chunk.offset, chunk.length, position_);
  with_context("compressed chunk in a resource fork", [&] {
    decode_chunk(type_.codec, BytesView(stored, chunk.offset), out);
  });
}

io::SourcePtr open_in_attribute(const Compression& compression, const Type& type) {
  if (compression.size > kMostInAttribute)
    fail(ErrorKind::limit_exceeded, "{} bytes are compressed into an attribute", compression.size);
  const auto stored = io::read_bytes(*compression.attribute, kHeaderBytes,
                                     compression.attribute->size() - kHeaderBytes);
  std::vector<std::byte> content(compression.size);
  with_context("content that is compressed into an attribute", [&] {
    if (!content.empty()) decode_chunk(type.codec, BytesView(stored, kHeaderBytes), content);
  });
  return std::make_shared<io::MemorySource>(std::move(content));
}

}  // namespace

std::optional<Compression> find_compression(const VolumePtr& volume, const CatalogEntry& entry) {
  if ((entry.common().permissions.owner_flags & layout::kCompressedFlag) == 0 ||
      entry.type() != NodeType::regular)
    return std::nullopt;
  const auto attribute = find_attribute(volume, entry.id(), kCompressionAttribute);
  if (!attribute) return std::nullopt;
  if (attribute->size < kHeaderBytes || attribute->size > kMostAttributeBytes)
    fail_at(attribute->position, "the attribute that says how file {} is compressed has {} bytes",
            entry.id(), attribute->size);
  const auto bytes = io::read_bytes(*attribute->value, 0, kHeaderBytes);
  const BytesView header(bytes);
  if (header.le32_at(0) != kMagic)
    fail_at(attribute->position, "file {} is compressed in no known way", entry.id());
  if (header.le64_at(8) > static_cast<std::uint64_t>(INT64_MAX))
    fail_at(attribute->position, "compressed file {} is said to have {} bytes", entry.id(),
            header.le64_at(8));
  return Compression{header.le32_at(4), header.le64_at(8), attribute->position, attribute->value};
}

io::SourcePtr open_compressed(const Compression& compression, io::SourcePtr resource) {
  const auto& type = type_of(compression);
  if (compression.size == 0) return std::make_shared<io::MemorySource>(std::vector<std::byte>());
  if (type.where == Where::attribute) return open_in_attribute(compression, type);
  return std::make_shared<CompressedSource>(compression, type, std::move(resource));
}

}  // namespace vixmount::fs::hfsplus
