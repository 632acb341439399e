// The server's TLS settings.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_CONTEXT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_CONTEXT_H_

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace smartcar_simulator {

// TLS 1.2 or later. ALPN: h2 if `enable_http2` and the client offers it, else http/1.1; a client
// that offers neither is let in and gets no protocol. Returns nullptr and fills `error` when the
// certificate or the key is no PEM or they do not belong together.
std::unique_ptr<boost::asio::ssl::context> MakeTlsContext(const std::string& certificate_pem,
                                                          const std::string& private_key_pem,
                                                          bool enable_http2, std::string* error);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_CONTEXT_H_
