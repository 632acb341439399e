// A running HttpServer for tests.
#include "tools/simulator/http/test_server.h"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <future>

namespace smartcar_simulator {

TestServer::TestServer(Handler handler, ServerOptions options)
    : certificates_(MakeCertificates({"localhost"}, {"127.0.0.1"})),
      work_(boost::asio::make_work_guard(io_)) {
  options.certificate_pem = certificates_.certificate_pem;
  options.private_key_pem = certificates_.private_key_pem;
  std::string error;
  server_ = HttpServer::Listen(io_, std::move(options), std::move(handler), &error);
  EXPECT_NE(server_, nullptr) << error;
  if (server_ != nullptr) port_ = server_->port();
  thread_ = std::thread([this] { io_.run(); });
}

TestServer::~TestServer() {
  Stop();
  work_.reset();
  io_.stop();
  thread_.join();
}

std::string TestServer::Url(const std::string& path) const {
  return "https://127.0.0.1:" + std::to_string(port_) + path;
}

void TestServer::Run(const std::function<void()>& task) {
  std::promise<void> done;
  boost::asio::post(io_, [&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

void TestServer::Stop() {
  Run([this] {
    if (server_ != nullptr) server_->Stop();
  });
}

Handler Inbox::handler() {
  return [this](Request request, std::shared_ptr<Responder> responder) {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_.push_back({std::move(request), std::move(responder)});
  };
}

size_t Inbox::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_.size();
}

std::vector<Inbox::Entry> Inbox::entries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_;
}

void Signal::Raise() {
  const std::lock_guard<std::mutex> lock(mutex_);
  raised_ = true;
  condition_.notify_all();
}

bool Signal::raised() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return raised_;
}

bool Signal::Wait() const {
  std::unique_lock<std::mutex> lock(mutex_);
  return condition_.wait_for(lock, std::chrono::seconds(30), [this] { return raised_; });
}

}  // namespace smartcar_simulator
