// How the worker gets at files: it asks the library, which holds the path policy and may open them.
#pragma once

#include "disk/opener.hpp"
#include "worker/protocol/channel.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

class ChannelOpener final : public disk::Opener {
 public:
  // `channel` must outlive this; used only while a request is being answered, when the library
  // listens.
  explicit ChannelOpener(const Channel& channel) noexcept : channel_(channel) {}

  disk::OpenedFile open_named(const std::string& path) override { return ask({"", path}); }
  disk::OpenedFile open_related(const std::string& referrer, const std::string& name) override {
    return ask({referrer, name});
  }

 private:
  disk::OpenedFile ask(const OpenFile& question) const {
    channel_.send(OpenFile::kType, encode(question));
    Packet answer = channel_.receive();
    if (answer.type == Failure::kType) {
      const auto failure = decode<Failure>(answer.body);
      throw Error(failure.kind, failure.message, failure.offset);
    }
    if (answer.type != FileOpened::kType || answer.fds.size() != 1)
      fail(ErrorKind::internal, "the library answered a request for a file with {}", answer.type);
    const auto opened = decode<FileOpened>(answer.body);
    return {io::HostFile::adopt(std::move(answer.fds.front()), opened.path, opened.id),
            opened.path};
  }

  const Channel& channel_;
};

}  // namespace vixmount::worker
