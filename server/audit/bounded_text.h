// Text of strangers, made fit for a log.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_BOUNDED_TEXT_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_BOUNDED_TEXT_H_

#include <cstddef>
#include <string>

namespace smartcar_gateway {

// Makes `text` valid UTF-8 of at most `max_bytes`: what is too much is cut off before a character
// and replaced by `…`, and every byte that belongs to no character by U+FFFD.
void BoundText(size_t max_bytes, std::string& text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_BOUNDED_TEXT_H_
