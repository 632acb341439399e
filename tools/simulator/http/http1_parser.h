// HTTP/1.x requests out of a byte stream.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_PARSER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_PARSER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

// Parses one request after another. Hides Boost.Beast, which is slow to compile.
class Http1Parser {
 public:
  enum class Result { kNeedMore, kDone, kError };

  explicit Http1Parser(size_t max_body_bytes);
  ~Http1Parser();

  // Parses the front of `input` and removes from it what was understood. After kDone the rest of
  // `input` belongs to the next request; after kError nothing more can be read from the stream.
  Result Parse(std::string& input);

  // After kDone, once: the request (`connection_id` is left alone). Parse then starts a new one.
  Request Take();

  // After kDone, before Take.
  bool keep_alive() const;

  // After kError: the status to answer.
  int error_status() const { return error_status_; }

 private:
  struct Impl;

  const size_t max_body_bytes_;
  int error_status_ = 0;
  std::unique_ptr<Impl> impl_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_PARSER_H_
