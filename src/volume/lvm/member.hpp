// A physical volume that the scheme claimed.
#pragma once

#include <utility>

#include "volume/lvm/label.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::lvm {

class LvmMember final : public Member {
 public:
  LvmMember(const Container& container, Label label)
      : container_(container), label_(std::move(label)) {}

  const Container& container() const noexcept { return container_; }
  const Label& label() const noexcept { return label_; }

 private:
  Container container_;
  Label label_;
};

}  // namespace vixmount::volume::lvm
