// What an audit log tells the gateway's own log; nothing in here is secret.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_EVENT_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_EVENT_H_

#include <string>

namespace smartcar_gateway {

// One line for the log. Of kFailing, kCannotRotate and kDenialsLeftOut at most one a minute each.
struct AuditLogEvent {
  enum class Kind {
    kFailing,         // it cannot be written, or not made safe: an operator must act
    kWorkingAgain,    // after kFailing
    kNotRecorded,     // a command that is carried out all the same; one each
    kRotated,         // a full file was put aside; says the chain's head
    kCannotRotate,    // a full file cannot be put aside and grows: an operator must act
    kRepaired,        // the file was not as it was left, and the log goes on all the same
    kDenialsLeftOut,  // too many denials to record them all
  };
  Kind kind = Kind::kFailing;
  std::string text;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_EVENT_H_
