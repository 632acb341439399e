// HTTP/1.x requests out of a byte stream, with Boost.Beast.
#include "tools/simulator/http/http1_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "tools/simulator/http/header_names.h"

namespace smartcar_simulator {
namespace {

namespace http = boost::beast::http;

constexpr uint32_t kMaxHeaderBytes = 64 << 10;

int StatusFor(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  return 400;
}

std::string ToString(boost::beast::string_view text) {
  return std::string(text.data(), text.size());
}

}  // namespace

struct Http1Parser::Impl {
  explicit Impl(size_t max_body_bytes) {
    parser.eager(true);
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(max_body_bytes);
  }

  http::request_parser<http::string_body> parser;
};

Http1Parser::Http1Parser(size_t max_body_bytes)
    : max_body_bytes_(max_body_bytes), impl_(std::make_unique<Impl>(max_body_bytes)) {}

Http1Parser::~Http1Parser() = default;

Http1Parser::Result Http1Parser::Parse(std::string& input) {
  while (!input.empty() && !impl_->parser.is_done()) {
    boost::system::error_code error;
    const size_t used = impl_->parser.put(boost::asio::buffer(std::as_const(input)), error);
    input.erase(0, used);
    if (error == http::error::need_more) return Result::kNeedMore;
    if (error) {
      error_status_ = StatusFor(error);
      return Result::kError;
    }
    if (used == 0) return Result::kNeedMore;
  }
  return impl_->parser.is_done() ? Result::kDone : Result::kNeedMore;
}

Request Http1Parser::Take() {
  http::request<http::string_body> message = impl_->parser.release();
  impl_ = std::make_unique<Impl>(max_body_bytes_);
  Request request;
  request.method = ToString(message.method_string());
  request.target = ToString(message.target());
  request.authority = ToString(message[http::field::host]);
  request.http_version = message.version() == 10 ? "1.0" : "1.1";
  for (const auto& field : message) {
    request.headers.emplace_back(LowerCase(ToString(field.name_string())), ToString(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

bool Http1Parser::keep_alive() const { return impl_->parser.keep_alive(); }

}  // namespace smartcar_simulator
