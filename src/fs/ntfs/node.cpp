#include "fs/ntfs/node.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/content.hpp"
#include "fs/ntfs/extended_attributes.hpp"
#include "fs/ntfs/file_name.hpp"

namespace vixmount::fs::ntfs {
namespace {

// Programs take a file with content and without blocks for one hole.
constexpr std::uint64_t kBlock = 512;
constexpr std::u16string_view kDirectoryIndex = u"$I30";
constexpr std::u16string_view kWofData = u"WofCompressedData";

bool is_wanted(AttributeType type) noexcept {
  switch (type) {
    case AttributeType::standard_information:
    case AttributeType::file_name:
    case AttributeType::data:
    case AttributeType::index_allocation:
    case AttributeType::reparse_point:
    case AttributeType::ea:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::uint64_t size_of(const Attribute& first) {
  return first.is_resident() ? first.value().size() : first.sizes().data;
}

std::uint64_t allocated_size_of(const Attribute& first) {
  if (first.is_resident()) return divide_rounding_up(first.value().size(), kBlock) * kBlock;
  return first.sizes().on_disk;
}

Node::Node(File file) : file_(std::move(file)) {
  with_context(fmt::format("MFT record {}", file_.number()), [&] {
    gather();
    decide_type();
  });
}

void Node::gather() {
  file_.for_each_if(is_wanted, [&](const Record& record, const Attribute& attribute) {
    switch (attribute.type()) {
      case AttributeType::standard_information:
        standard_ = parse_standard_information(attribute.value());
        has_standard_ = true;
        break;
      case AttributeType::file_name:
        if (parse_file_name(attribute.value()).is_short()) ++short_names_;
        break;
      case AttributeType::data:
        if (attribute.name().empty()) {
          data_ = {record, attribute};
          break;
        }
        has_streams_ = true;
        if (attribute.has_name(kWofData)) wof_data_ = {record, attribute};
        break;
      case AttributeType::index_allocation:
        if (attribute.has_name(kDirectoryIndex)) index_ = {record, attribute};
        break;
      case AttributeType::reparse_point:
        reparse_ = {record, attribute};
        break;
      default:
        extended_ = {record, attribute};
        break;
    }
    return true;
  });
  if (!has_standard_) fail_at(file_.base().bytes().origin(), "it has no $STANDARD_INFORMATION");
}

void Node::decide_type() {
  type_ = file_.base().is_directory() ? NodeType::directory : NodeType::regular;
  if (reparse_) {
    const auto bytes = reparse_bytes();
    const auto point = parse_reparse_point(BytesView(bytes));
    type_ = node_type_of(point, type_);
    is_wof_ = point.is(ReparseTag::wof) && type_ == NodeType::regular;
  } else if (const auto special = interix()) {
    type_ = special->type;
  }
}

std::vector<std::byte> Node::reparse_bytes() const {
  if (!reparse_) return {};
  return file_.read_whole(*reparse_, kMostReparseBytes);
}

std::optional<InterixFile> Node::interix() const {
  if (!standard_.has(DosAttribute::system) || file_.base().is_directory() || reparse_ || !data_)
    return std::nullopt;
  if (!can_be_interix(size_of(data_->attribute)) || is_encrypted()) return std::nullopt;
  return parse_interix(*open_attribute(file_, *data_));
}

bool Node::is_encrypted() const noexcept {
  return standard_.has(DosAttribute::encrypted) || (data_ && data_->attribute.is_encrypted());
}

std::uint32_t Node::link_count() const noexcept {
  const std::uint32_t all = file_.base().link_count();
  return std::max(all - std::min(all, short_names_), 1U);
}

std::uint64_t Node::content_size() const {
  if (is_directory()) return index_ ? size_of(index_->attribute) : 0;
  if (type_ != NodeType::regular || !data_) return 0;
  return size_of(data_->attribute);
}

std::uint64_t Node::allocated_size() const {
  if (is_directory()) return index_ ? allocated_size_of(index_->attribute) : 0;
  if (!data_) return 0;
  if (is_wof_ && wof_data_) return allocated_size_of(wof_data_->attribute);
  return allocated_size_of(data_->attribute);
}

DeviceNumbers Node::device_numbers() const {
  if (const auto special = interix()) return special->device;
  const auto bytes = reparse_bytes();
  if (bytes.empty()) return {};
  if (const auto device = nfs_device_of(parse_reparse_point(BytesView(bytes)))) return *device;
  if (!extended_) return {};
  const auto attributes = file_.read_whole(*extended_, kMostEaBytes);
  return parse_wsl_metadata(BytesView(attributes)).device.value_or(DeviceNumbers{});
}

}  // namespace vixmount::fs::ntfs
