// The command that verifies audit files.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_COMMAND_H_

#include <string>

namespace smartcar_gateway {

// `files`: what --verify_audit was given, file names with commas between them, the oldest first;
// one alone stands for itself and what was put aside before it. `expected_head`: that of
// --expect_head, empty for none. Prints the verdict. The exit code: 0 intact, 2 a file cannot be
// read or the head is none, 3 the chain is broken.
int VerifyAudit(const std::string& files, const std::string& expected_head);

// Whether the command line has --verify_audit or --expect_head.
bool AskedAboutAudit();
// Does what they ask for. The exit code: as of VerifyAudit, and 2 for flags that make no sense,
// such as an empty one, which a variable that is not set leaves.
int AnswerAboutAudit();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_COMMAND_H_
