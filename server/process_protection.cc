// Implementation of ProtectProcess.
#include "server/process_protection.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>

namespace smartcar_gateway {

void ProtectProcess() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // The limit does not hold for cores that the system pipes into a program, such as systemd's.
  prctl(PR_SET_DUMPABLE, 0);
  unsetenv("GRPC_TRACE");     // gRPC would log metadata, with the tokens of callers
  unsetenv("SSLKEYLOGFILE");  // libcurl would write down the keys of its connections
}

}  // namespace smartcar_gateway
