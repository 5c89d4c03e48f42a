#include "volume/labels/labels_support.hpp"

#include "io/sources.hpp"
#include "support/made_once.hpp"
#include "volume/disk_builder.hpp"

namespace vixmount::volume::test {

std::filesystem::path made_labels() {
  const std::string recipe = "tests/volume/labels/make_labels.py";
  return vixmount::test::made_once("labels", "python3 '" VIXMOUNT_SOURCE_DIR "/" + recipe + "' .",
                                   {recipe});
}

Resolution resolve_label(const std::string& name) {
  const auto path = made_labels() / (name + ".img");
  return resolve_one(std::make_shared<io::FileSource>(io::HostFile::open(path.string())));
}

}  // namespace vixmount::volume::test
