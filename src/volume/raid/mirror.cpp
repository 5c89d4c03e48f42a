#include "base/error.hpp"
#include "volume/raid/arrangement.hpp"
#include "volume/raid/copies.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::string_view kWhat = "a mirror";

class MirrorSource final : public io::ByteSource {
 public:
  MirrorSource(Members members, std::uint64_t size) : members_(std::move(members)), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  unsigned count() const noexcept { return static_cast<unsigned>(members_.size()); }
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return map_first_copy(
        count(),
        [&](unsigned i) {
          return Copy{members_[i].get(), offset};
        },
        *this, offset, length);
  }
  void do_read_opaque(std::uint64_t offset, std::span<std::byte> out) const override {
    read_copies(
        count(),
        [&](unsigned i, std::uint64_t skip) {
          return Copy{members_[i].get(), offset + skip};
        },
        offset, out);
  }

  Members members_;
  std::uint64_t size_;
};

}  // namespace

io::SourcePtr make_mirror(Members members, std::uint64_t size) {
  require_counts(kWhat, members, 1, size);
  require_member_sizes(kWhat, members, size);
  return std::make_shared<MirrorSource>(std::move(members), size);
}

}  // namespace vixmount::volume::raid
