// Keeps the memory of the process, which holds the secrets, to itself.
#ifndef SMARTCAR_GATEWAY_SERVER_PROCESS_PROTECTION_H_
#define SMARTCAR_GATEWAY_SERVER_PROCESS_PROTECTION_H_

namespace smartcar_gateway {

// No core dump, whoever collects them; other processes, save root's, can neither trace this one nor
// read its memory and environment; and no variable of the environment makes a library write down
// what callers or Smartcar send. To be called first, while there is one thread.
void ProtectProcess();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_PROCESS_PROTECTION_H_
