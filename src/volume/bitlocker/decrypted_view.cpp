#include "volume/bitlocker/decrypted_view.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "base/checked.hpp"
#include "io/sources.hpp"
#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::uint64_t kVistaPlainBytes = 8192;  // from the begin
constexpr std::uint64_t kVistaBlockBytes = 16384;
// Of NTFS' boot sector.
constexpr std::size_t kName = 3;
constexpr std::string_view kNtfsName = "NTFS    ";
constexpr std::size_t kNtfsSectors = 40;
constexpr std::size_t kNtfsMirror = 56;  // cluster of the second MFT

// Runs of other sources, one after the other.
class RunSource final : public io::ByteSource {
 public:
  struct Run {
    std::uint64_t begin;  // bytes, in this source
    const io::ByteSource* source;
    std::uint64_t position;  // of `begin`, in `source`
  };

  // `runs` ascend from 0; `owned` keeps their sources alive.
  RunSource(std::uint64_t size, std::vector<Run> runs, std::vector<io::SourcePtr> owned)
      : size_(size), runs_(std::move(runs)), owned_(std::move(owned)) {}

  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    auto next = std::upper_bound(runs_.begin(), runs_.end(), offset,
                                 [](auto value, const Run& run) { return value < run.begin; });
    const auto& run = *std::prev(next);
    const auto end = next == runs_.end() ? size_ : next->begin;
    return run.source->map(run.position + (offset - run.begin), std::min(length, end - offset));
  }

  std::uint64_t size_;
  std::vector<Run> runs_;
  std::vector<io::SourcePtr> owned_;
};

// Lays pieces over each other; what is laid last is seen.
class Layers {
 public:
  Layers(std::uint64_t size, const io::SourcePtr& ground) : size_(size) {
    pieces_.emplace(0, Piece{own(ground), 0});
  }

  // Keeps `source` alive with the result.
  const io::ByteSource* own(io::SourcePtr source) {
    owned_.push_back(std::move(source));
    return owned_.back().get();
  }

  // Bytes from `position` of `source` at `range`, which is cut at the end of the volume.
  void lay(ByteRange range, const io::ByteSource* source, std::uint64_t position) {
    range.end = std::min(range.end, size_);
    if (range.begin >= range.end) return;
    split(range.begin);
    split(range.end);
    pieces_.erase(pieces_.lower_bound(range.begin), pieces_.lower_bound(range.end));
    pieces_.emplace(range.begin, Piece{source, position});
  }

  // Shows what is seen at `from` at the begin as well.
  void repeat_at_begin(ByteRange from) {
    split(from.begin);
    split(from.end);
    const std::vector<std::pair<const std::uint64_t, Piece>> seen(pieces_.lower_bound(from.begin),
                                                                  pieces_.lower_bound(from.end));
    for (const auto& [begin, piece] : seen)
      lay({begin - from.begin, from.length()}, piece.source, piece.position);
  }

  io::SourcePtr take() && {
    std::vector<RunSource::Run> runs;
    for (const auto& [begin, piece] : pieces_)
      runs.push_back({begin, piece.source, piece.position});
    return std::make_shared<RunSource>(size_, std::move(runs), std::move(owned_));
  }

 private:
  struct Piece {
    const io::ByteSource* source;
    std::uint64_t position;
  };

  // Makes a piece begin at `offset`, where it is not the end.
  void split(std::uint64_t offset) {
    if (offset >= size_) return;
    const auto [begin, piece] = *std::prev(pieces_.upper_bound(offset));
    pieces_.emplace(offset, Piece{piece.source, piece.position + (offset - begin)});
  }

  std::uint64_t size_;
  std::map<std::uint64_t, Piece> pieces_;  // by their begin; each ends where the next begins
  std::vector<io::SourcePtr> owned_;
};

class ViewBuilder {
 public:
  ViewBuilder(const io::SourcePtr& volume, const io::SourcePtr& decrypting, const BootSector& boot,
              const Metadata& metadata)
      : volume_(*volume),
        boot_(boot),
        metadata_(metadata),
        size_(volume->size() / boot.sector_size * boot.sector_size),
        layers_(size_, volume),
        plain_(layers_.own(volume)),
        encrypted_(decrypting ? layers_.own(decrypting) : plain_),
        zeros_(layers_.own(std::make_shared<io::ZeroSource>(size_))) {}

  io::SourcePtr build(const std::optional<ConversionMap>& conversion) && {
    if (conversion)
      lay_converted(*conversion);
    else
      lay_state();
    if (metadata_.version == 1)
      lay_vista_begin();
    else
      lay_moved_header();
    hide_structures(conversion);
    return std::move(layers_).take();
  }

 private:
  void check_aligned(std::uint64_t offset, std::string_view what) const {
    if (offset % boot_.sector_size != 0)
      fail_at(metadata_.offset, "{} of BitLocker at byte {} does not begin with a sector", what,
              offset);
  }

  void lay_converted(const ConversionMap& conversion) {
    layers_.lay({0, size_}, unreadable("no encrypt-on-write bitmap tells whether it is encrypted"),
                0);
    for (const auto& run : conversion.runs) {
      check_aligned(run.range.begin, "a run");
      layers_.lay(run.range, run.encrypted ? encrypted_ : plain_, run.range.begin);
    }
  }

  void lay_state() {
    layers_.lay({0, size_}, encrypted_, 0);
    const auto offset = metadata_.state_offset;
    if (offset == 0) return;
    check_aligned(offset, "the end of what is encrypted");
    layers_.lay({offset, size_}, plain_, offset);
    if (metadata_.state != State::switching_dirty) return;
    check_aligned(metadata_.state_size, "the end of what is being converted");
    layers_.lay({offset, checked_add(offset, metadata_.state_size, "end of a conversion")},
                unreadable("it was being converted when the disk was copied"), 0);
  }

  // The first sector is NTFS' own but for two fields; it has a copy behind the file system.
  void lay_vista_begin() {
    auto sector = io::read_bytes(volume_, 0, boot_.sector_size);
    const auto sectors = BytesView(sector).le64_at(kNtfsSectors);
    begin_bytes_ = kVistaPlainBytes;
    layers_.lay({0, begin_bytes_}, plain_, 0);
    const bool has_copy =
        sectors != 0 && sectors < size_ / boot_.sector_size &&
        io::read_bytes(volume_, sectors * boot_.sector_size, boot_.sector_size) == sector;
    std::memcpy(sector.data() + kName, kNtfsName.data(), kNtfsName.size());
    const le64 mirror = metadata_.header_offset;
    std::memcpy(sector.data() + kNtfsMirror, &mirror, sizeof(mirror));
    const auto* const patched = layers_.own(std::make_shared<io::MemorySource>(std::move(sector)));
    layers_.lay({0, boot_.sector_size}, patched, 0);
    if (has_copy)
      layers_.lay({sectors * boot_.sector_size, (sectors + 1) * boot_.sector_size}, patched, 0);
  }

  void lay_moved_header() {
    begin_bytes_ = moved_header_bytes(boot_, metadata_);
    if (begin_bytes_ == 0) return;
    check_aligned(metadata_.header_offset, "the first sectors");
    if (!fits(metadata_.header_offset, begin_bytes_, size_))
      fail_at(metadata_.offset,
              "the first {} bytes of the volume should be kept at byte {}, behind its end",
              begin_bytes_, metadata_.header_offset);
    const ByteRange kept = {metadata_.header_offset, metadata_.header_offset + begin_bytes_};
    layers_.repeat_at_begin(kept);
    hide(kept);
  }

  void hide_structures(const std::optional<ConversionMap>& conversion) {
    const auto unit = metadata_.version == 1 ? boot_.cluster_size : boot_.sector_size;
    const auto wanted = metadata_.version == 1 ? kVistaBlockBytes : std::uint64_t{kBlockBytes};
    const auto length = divide_rounding_up(wanted, unit) * unit;
    for (const auto offset : metadata_.block_offsets)
      hide({offset, checked_add(offset, length, "end of a BitLocker metadata block")});
    if (!conversion) return;
    for (auto range : conversion->hidden) {
      range.end = divide_rounding_up(range.end, boot_.sector_size) * boot_.sector_size;
      hide(range);
    }
  }

  void hide(ByteRange range) {
    check_aligned(range.begin, "a structure");
    if (range.begin < begin_bytes_ && !range.empty())
      fail_at(metadata_.offset, "a structure of BitLocker at byte {} lies over the first sectors",
              range.begin);
    layers_.lay(range, zeros_, 0);
  }

  const io::ByteSource* unreadable(std::string_view why) {
    return layers_.own(std::make_shared<io::UnreadableSource>(
        size_, Error(ErrorKind::unsupported,
                     fmt::format("this part of the BitLocker volume cannot be read: {}", why))));
  }

  const io::ByteSource& volume_;
  const BootSector& boot_;
  const Metadata& metadata_;
  std::uint64_t size_;
  Layers layers_;
  const io::ByteSource* plain_;
  const io::ByteSource* encrypted_;
  const io::ByteSource* zeros_;
  std::uint64_t begin_bytes_ = 0;  // at the begin of the volume that come from elsewhere
};

}  // namespace

std::uint64_t moved_header_bytes(const BootSector& boot, const Metadata& metadata) {
  std::uint64_t bytes = std::uint64_t{metadata.header_sectors} * boot.sector_size;
  const auto datum = find_datum(metadata.datums(), DatumRole::volume_header, DatumType::place);
  // Windows 7 and later write the size to both places.
  if (datum && datum->data.size() >= 16) {
    const auto other = datum->data.le64_at(8);
    if (bytes == 0) bytes = other;
    if (other != bytes)
      fail_at(metadata.offset, "the BitLocker metadata tell of {} and of {} first bytes", bytes,
              other);
  }
  if (bytes % boot.sector_size != 0)
    fail_at(metadata.offset, "the BitLocker metadata tell of {} first bytes", bytes);
  return bytes;
}

io::SourcePtr make_decrypted_view(const io::SourcePtr& volume, const io::SourcePtr& decrypting,
                                  const BootSector& boot, const Metadata& metadata,
                                  const std::optional<ConversionMap>& conversion) {
  return ViewBuilder(volume, decrypting, boot, metadata).build(conversion);
}

}  // namespace vixmount::volume::bitlocker
