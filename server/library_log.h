// What gRPC and Protocol Buffers have to say goes to our log.
#ifndef SMARTCAR_GATEWAY_SERVER_LIBRARY_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_LIBRARY_LOG_H_

namespace smartcar_gateway {

// At level debug, whatever the library calls it: anyone who reaches the port can cause its errors,
// which quote what they sent. Otherwise they would go to standard error past level and format.
void RouteLibraryLogs();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LIBRARY_LOG_H_
